/** Queries that stand in two splits under different ids: what makes a result look better than it is. */
package io.retune.dataset.leakage;
