/** Questions for passages that have none: from a language model, or from the passages themselves. */
package io.retune.synth.generation;
