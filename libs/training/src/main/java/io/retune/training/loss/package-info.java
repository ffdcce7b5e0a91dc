/** Losses, one file each. */
package io.retune.training.loss;
