/** Ranking metrics with trec_eval's definitions, and the one order in which passages are ranked everywhere. */
package io.retune.metrics;
