/** Other people's formats as a RAG dataset. {@link io.retune.dataset.convert.Converters} knows them by name. */
package io.retune.dataset.convert;
