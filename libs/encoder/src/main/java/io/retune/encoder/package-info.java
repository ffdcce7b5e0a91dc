/**
 * Text to vectors on the JVM: {@link io.retune.encoder.TextEncoder} encodes queries and passages with a BERT or
 * XLM-RoBERTa model read from a {@linkplain io.retune.encoder.model.ModelFolder model folder}.
 */
package io.retune.encoder;
