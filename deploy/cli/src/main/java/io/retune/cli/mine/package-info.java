/** Hard negatives for training: {@code retune mine}. */
package io.retune.cli.mine;
