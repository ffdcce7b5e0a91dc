/** Nearest passages and scores from Qdrant. */
package io.retune.train.search;
