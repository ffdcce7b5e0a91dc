/** Qdrant's filters on ids and payload. */
package io.retune.local.qdrant.filter;
