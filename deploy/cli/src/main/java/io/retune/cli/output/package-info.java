/** Files that commands write: checked before the work starts, visible only when complete. */
package io.retune.cli.output;
