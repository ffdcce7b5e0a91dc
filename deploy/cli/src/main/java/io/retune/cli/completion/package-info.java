/** Completion for shells: {@code retune completion}. */
package io.retune.cli.completion;
