/** What a person sees: results on standard output, progress and errors on standard error. */
package io.retune.cli.console;
