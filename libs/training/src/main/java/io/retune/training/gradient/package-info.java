/** From a batch's loss to gradients of the weights. */
package io.retune.training.gradient;
