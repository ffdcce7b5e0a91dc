package io.retune.eval.judging;

import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;

/**
 * One model on one data set.
 *
 * @param judged the queries that were asked
 * @param passages how many were searched
 * @param metrics by exact search
 * @param approximate what approximate search loses
 */
public record Judgement(JudgedQueries judged, int passages, MetricReport metrics, ApproximateSearch approximate) {}
