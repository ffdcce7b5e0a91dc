/** Hard negatives: passages that the model ranks high for a query, but that do not answer it. */
package io.retune.training.mining;
