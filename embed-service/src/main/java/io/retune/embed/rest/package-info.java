/** REST: search, embeddings, documents, indexes. */
package io.retune.embed.rest;
