/** Vectors of documents in Qdrant: collections, aliases, point ids, writes in log order, search. */
package io.retune.vectors;
