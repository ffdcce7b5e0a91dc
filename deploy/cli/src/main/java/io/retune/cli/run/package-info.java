/** Runs on the stack, asked for and followed: {@code retune run}, {@code retry}, {@code cancel}. */
package io.retune.cli.run;
