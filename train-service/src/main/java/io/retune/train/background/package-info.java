/** Trainings that somebody asked for directly, without a run. */
package io.retune.train.background;
