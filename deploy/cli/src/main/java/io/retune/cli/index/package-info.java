/** Indexes of the stack: {@code retune search}, {@code rollback}. */
package io.retune.cli.index;
