/** The training stage of the ring: mines hard negatives, fine-tunes, publishes checkpoints. */
package io.retune.train;
