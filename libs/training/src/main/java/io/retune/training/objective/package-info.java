/** A loss together with what it must be told of each batch. */
package io.retune.training.objective;
