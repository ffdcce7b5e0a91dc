/** Whether eval-service can serve. */
package io.retune.eval.health;
