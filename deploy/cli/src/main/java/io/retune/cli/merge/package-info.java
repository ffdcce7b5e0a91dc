/** Averages of models: {@code retune merge}. */
package io.retune.cli.merge;
