/** Where the ring comes in. */
package io.retune.train.messaging;
