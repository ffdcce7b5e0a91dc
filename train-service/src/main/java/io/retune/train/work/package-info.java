/** One training, from a data set in the artifact store to a checkpoint in it. */
package io.retune.train.work;
