/** From a data set to batches of training examples. */
package io.retune.training.data;
