/** The RAG dataset: model, streaming JSON, converters, splits and leakage checks. */
package io.retune.dataset;
