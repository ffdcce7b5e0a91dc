/** Judging collections: data sets, or snapshots of an index, encoded with a run's base model and its candidate. */
package io.retune.embed.judging;
