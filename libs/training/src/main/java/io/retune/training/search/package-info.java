/** Exact nearest-neighbour search over vectors in memory. */
package io.retune.training.search;
