/** Options that several commands share. */
package io.retune.cli.option;
