/** One training with different hard negatives, side by side: {@code retune ablate}. */
package io.retune.cli.ablate;
