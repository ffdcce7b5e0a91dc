/** Models on disk: description, weights, name resolution; read and written in the layout of Hugging Face. */
package io.retune.encoder.model;
