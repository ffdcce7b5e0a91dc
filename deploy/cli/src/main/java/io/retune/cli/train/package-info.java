/** Fine-tuning with selection on dev: {@code retune train}. */
package io.retune.cli.train;
