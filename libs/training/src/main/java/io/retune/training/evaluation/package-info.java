/** How well a model finds a data set's passages. */
package io.retune.training.evaluation;
