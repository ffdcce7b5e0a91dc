/** Pairs without a language model: telling sentences and their rarest words. */
package io.retune.synthesis.extract;
