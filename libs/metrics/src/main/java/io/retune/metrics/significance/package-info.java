/** How certain a difference between two models is, and how small a difference a set of queries can show at all. */
package io.retune.metrics.significance;
