/** How weights change. */
package io.retune.training.optimizer;
