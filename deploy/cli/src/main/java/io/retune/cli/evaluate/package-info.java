/** Retrieval metrics of one model: {@code retune evaluate}. */
package io.retune.cli.evaluate;
