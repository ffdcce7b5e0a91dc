/** The protocol's edge: which methods and fields exist here, and the errors for what does not. */
package io.retune.local.qdrant.protocol;
