/** The one-machine stack: {@code retune up}, {@code status}. */
package io.retune.cli.stack;
