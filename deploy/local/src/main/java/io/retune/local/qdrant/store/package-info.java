/** Collections in memory and on the disk: an operation log each, exact search over rows of vectors. */
package io.retune.local.qdrant.store;
