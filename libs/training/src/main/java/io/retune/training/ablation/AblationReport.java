package io.retune.training.ablation;

import io.retune.metrics.significance.Difference;
import io.retune.training.ablation.AblationTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an ablation showed, and in sentences what that means.
 *
 * @param runs every training
 * @param dev what the arms are judged by
 * @param guards their selection halves
 * @param val opened once, after everything else was settled; absent unless asked for
 * @param meaning sentences with figures: one for each arm but the first, then one for each guard that shows something,
 *     then the best arm, then val's
 */
public record AblationReport(
        List<ArmRun> runs,
        AblationTable dev,
        List<AblationTable> guards,
        Optional<AblationTable> val,
        List<String> meaning) {
    /** Copies the lists. */
    public AblationReport {
        runs = List.copyOf(runs);
        guards = List.copyOf(guards);
        meaning = List.copyOf(meaning);
    }

    /** Puts the sentences to the tables. */
    public static AblationReport of(
            List<ArmRun> runs, AblationTable dev, List<AblationTable> guards, Optional<AblationTable> val) {
        List<String> meaning = new ArrayList<>();
        arms(dev).forEach(arm -> meaning.add(sentence(dev, arm)));
        for (AblationTable guard : guards) {
            arms(guard).stream()
                    .filter(AblationReport::isCertain)
                    .forEach(arm -> meaning.add("guard " + sentence(guard, arm)));
        }
        meaning.add(best(dev));
        val.ifPresent(table -> meaning.add(opened(table, dev.best().arm())));
        return new AblationReport(runs, dev, guards, val, meaning);
    }

    private static List<Row> arms(AblationTable table) {
        return table.rows().subList(2, table.rows().size());
    }

    private static boolean isCertain(Row arm) {
        return arm.difference()
                .filter(found -> found.low() > 0 || found.high() < 0)
                .isPresent();
    }

    private static String sentence(AblationTable table, Row arm) {
        Difference found = arm.difference().orElseThrow();
        String first = table.first().arm();
        String where = "%s, %s: ".formatted(table.dataset(), table.split());
        String figures = String.format(
                Locale.ROOT, "%+.2f pp, %+.2f to %+.2f", 100 * found.mean(), 100 * found.low(), 100 * found.high());
        if (isCertain(arm)) {
            return where + arm.arm() + " is certainly " + (found.low() > 0 ? "better" : "worse") + " than " + first
                    + " (" + figures + ")";
        }
        return where + arm.arm() + " cannot be told from " + first + " (" + figures
                + String.format(
                        Locale.ROOT,
                        "); %,d queries mostly show a difference from %.2f pp on",
                        table.queries(),
                        100 * found.minimumDetectable());
    }

    private static String opened(AblationTable val, String best) {
        return arms(val).stream()
                .filter(arm -> arm.arm().equals(best))
                .findFirst()
                .map(arm -> sentence(val, arm))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "%s, %s: %s, the highest on dev, has %.5f; the unchanged model has %.5f",
                        val.dataset(),
                        val.split(),
                        best,
                        val.first().mean(),
                        val.rows().get(0).mean()));
    }

    private static String best(AblationTable dev) {
        Row unchanged = dev.rows().get(0);
        Row best = dev.best();
        return best.mean() > unchanged.mean()
                ? String.format(
                        Locale.ROOT,
                        "highest on dev is %s, %.5f; the unchanged model has %.5f",
                        best.arm(),
                        best.mean(),
                        unchanged.mean())
                : String.format(
                        Locale.ROOT,
                        "no arm is above the unchanged model on dev, %.5f; the nearest is %s, %.5f",
                        unchanged.mean(),
                        best.arm(),
                        best.mean());
    }
}
