package io.retune.cli.compare;

import io.retune.cli.console.Amounts;
import io.retune.metrics.comparison.ComparisonReport;
import io.retune.metrics.comparison.DatasetComparison;
import java.util.List;
import java.util.Locale;

/** A comparison as people read it, whoever made it. */
public final class ComparisonText {
    private ComparisonText() {}

    /** A table for the target and for every guard, with an empty line after each. */
    public static String tables(ComparisonReport report) {
        StringBuilder text = new StringBuilder();
        table(text, "target", report.target());
        report.guards().forEach(guard -> table(text, "guard", guard));
        return text.toString();
    }

    /** The decision in a word and its reasons, without a line end after the last. */
    public static String decision(String word, List<String> reasons) {
        StringBuilder text = new StringBuilder("decision   ").append(word);
        reasons.forEach(reason -> text.append("\n           ").append(reason));
        return text.toString();
    }

    private static void table(StringBuilder text, String role, DatasetComparison compared) {
        text.append(String.format(
                Locale.ROOT,
                "%s %s: %s queries, %s passages%n%-16s %8s %10s %11s   %-18s %s%n",
                role,
                compared.dataset(),
                Amounts.count(compared.queries()),
                Amounts.count(compared.passages()),
                "",
                "base",
                "candidate",
                "difference",
                "95 % interval",
                "p"));
        compared.difference().forEach((metric, difference) -> {
            if (isShown(metric)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-16s %8.5f %10.5f %+8.2f pp   %+6.2f to %+6.2f   %.4f%n",
                        metric,
                        compared.base().get(metric),
                        compared.candidate().get(metric),
                        100 * difference.mean(),
                        100 * difference.low(),
                        100 * difference.high(),
                        difference.pValue()));
            }
        });
        text.append('\n');
    }

    /** All cutoffs of nDCG, which decides, and 10 of the others; JSON has them all. */
    private static boolean isShown(String metric) {
        return metric.startsWith("ndcg_at_") || metric.endsWith("_at_10");
    }
}
