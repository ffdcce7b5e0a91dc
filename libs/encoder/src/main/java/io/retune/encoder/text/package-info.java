/** From texts to padded batches of token ids. */
package io.retune.encoder.text;
