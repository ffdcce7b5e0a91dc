/** The base model, opened to search with new questions. */
package io.retune.synth.model;
