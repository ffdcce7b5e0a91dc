/** What eval-service hears from the ring. */
package io.retune.eval.messaging;
