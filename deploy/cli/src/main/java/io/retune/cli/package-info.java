/**
 * The {@code retune} command: every step of the loop on files. {@link io.retune.cli.Retune} is the entry; each command
 * has a package of its name.
 */
package io.retune.cli;
