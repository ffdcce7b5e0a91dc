/** Texts to vectors: {@code retune encode}. */
package io.retune.cli.encode;
