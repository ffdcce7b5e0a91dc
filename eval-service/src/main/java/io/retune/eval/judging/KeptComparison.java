package io.retune.eval.judging;

import io.retune.metrics.comparison.ComparisonReport;

/**
 * What a run's decision rests on.
 *
 * @param report every figure
 * @param approximate what approximate search loses with the candidate's vectors
 */
public record KeptComparison(ComparisonReport report, ApproximateSearch approximate) {}
