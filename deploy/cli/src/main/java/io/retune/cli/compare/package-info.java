/** Two models on the same queries, and the gate's decision: {@code retune compare}. */
package io.retune.cli.compare;
