/** Who may look at which queries: clusters of queries that share passages, and splits that keep them together. */
package io.retune.dataset.split;
