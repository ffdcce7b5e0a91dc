/** The rule that promotes or rejects a model, and the ledger of looks at the queries that decide. */
package io.retune.metrics.gate;
