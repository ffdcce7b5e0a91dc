/** Vectors on disk, keyed by what made them: identity, role and text. */
package io.retune.encoder.cache;
