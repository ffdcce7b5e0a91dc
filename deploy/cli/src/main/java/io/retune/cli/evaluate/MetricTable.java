package io.retune.cli.evaluate;

import io.retune.metrics.MetricReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Means as a table: a line per metric, a column per cutoff, five decimals. */
public final class MetricTable {
    private MetricTable() {}

    /** The lines, without a line end after the last. */
    public static String of(MetricReport report) {
        return of(report.means());
    }

    /**
     * The lines, without a line end after the last.
     *
     * @param means metric name, such as {@code ndcg_at_10}, to its mean; cutoffs of a metric in ascending order
     */
    public static String of(Map<String, Double> means) {
        Map<String, StringBuilder> lines = new LinkedHashMap<>();
        StringBuilder header = new StringBuilder("%-10s".formatted(""));
        means.forEach((name, mean) -> {
            int at = name.indexOf("_at_");
            StringBuilder line = lines.computeIfAbsent(
                    name.substring(0, at), metric -> new StringBuilder("%-10s".formatted(metric)));
            line.append(String.format(Locale.ROOT, " %8.5f", mean));
            if (lines.size() == 1) {
                header.append(" %8s".formatted("@" + name.substring(at + "_at_".length())));
            }
        });
        return header + "\n" + String.join("\n", lines.values());
    }
}
