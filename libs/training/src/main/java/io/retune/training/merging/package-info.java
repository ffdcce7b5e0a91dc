/** Models between models: averages of weights, and how far to go from the base model towards the tuned one. */
package io.retune.training.merging;
