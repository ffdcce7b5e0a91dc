/** Serving generations: their records, and the followers that keep their collections equal to the documents log. */
package io.retune.embed.generation;
