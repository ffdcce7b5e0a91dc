/** Whether this process can train. */
package io.retune.train.health;
