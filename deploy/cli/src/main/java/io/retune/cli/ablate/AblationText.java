package io.retune.cli.ablate;

import io.retune.metrics.significance.Difference;
import io.retune.training.ablation.AblationReport;
import io.retune.training.ablation.AblationTable;
import io.retune.training.ablation.ArmRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An ablation as people read it: tables in Markdown, padded so that they are tables on a console too. */
final class AblationText {
    private AblationText() {}

    /** The trainings, the tables, the sentences. Without a line end after the last. */
    static String of(AblationReport report) {
        List<String> parts = new ArrayList<>();
        parts.add(runs(report.runs()));
        parts.add(table("", report.dev()));
        report.guards().forEach(guard -> parts.add(table("guard ", guard)));
        report.val().ifPresent(val -> parts.add(table("", val)));
        parts.add(report.meaning().stream().map(sentence -> "* " + sentence).collect(Collectors.joining("\n")));
        return String.join("\n\n", parts);
    }

    private static String runs(List<ArmRun> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("arm", "seed", "pairs", "tokens", "steps", "best step", "seconds"));
        runs.forEach(run -> rows.add(List.of(
                run.arm(),
                Long.toString(run.seed()),
                format("%,d", run.pairs()),
                format("%,d", run.tokens()),
                format("%,d", run.steps()),
                format("%,d", run.bestStep()),
                format("%.0f", run.seconds()))));
        return markdown(rows);
    }

    private static String table(String role, AblationTable table) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of("nDCG@10", "mean", "by seed", "against " + table.first().arm(), "95 % interval", "p"));
        table.rows().forEach(row -> rows.add(row(row)));
        return format("%s%s, %s: %,d queries%n%n", role, table.dataset(), table.split(), table.queries())
                + markdown(rows);
    }

    private static List<String> row(AblationTable.Row row) {
        Optional<Difference> difference = row.difference();
        return List.of(
                row.arm(),
                format("%.5f", row.mean()),
                row.bySeed().stream().map(mean -> format("%.5f", mean)).collect(Collectors.joining(" ")),
                difference.map(found -> format("%+.2f pp", 100 * found.mean())).orElse(""),
                difference
                        .map(found -> format("%+.2f to %+.2f", 100 * found.low(), 100 * found.high()))
                        .orElse(""),
                difference.map(found -> format("%.4f", found.pValue())).orElse(""));
    }

    private static String markdown(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        StringBuilder rule = new StringBuilder("|");
        for (int width : widths) {
            rule.append("-".repeat(width + 2)).append('|');
        }
        lines.add(1, rule.toString());
        return String.join("\n", lines);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            line.append(' ')
                    .append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(" |");
        }
        return line.toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
