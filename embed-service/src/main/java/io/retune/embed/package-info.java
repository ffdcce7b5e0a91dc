/** The service that encodes: it fills Qdrant, serves search and embeddings, and says what is live. */
package io.retune.embed;
