/** How well a model finds the passages of a data set, asked of Qdrant. */
package io.retune.eval.judging;
