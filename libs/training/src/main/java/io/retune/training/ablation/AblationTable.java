package io.retune.training.ablation;

import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;
import io.retune.metrics.significance.Difference;
import io.retune.metrics.significance.PairedComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All arms on the same queries, by nDCG@10. An interval says how far other queries would have moved a difference; how
 * far other seeds do is seen from the means by seed.
 *
 * @param dataset its name
 * @param split whose queries these are
 * @param queries how many
 * @param rows the unchanged model, then the arms as they were named
 */
public record AblationTable(String dataset, String split, int queries, List<Row> rows) {
    /** The name of the row of the untrained model. */
    public static final String UNCHANGED = "unchanged";

    /** Copies the rows. */
    public AblationTable {
        rows = List.copyOf(rows);
    }

    /**
     * One model or arm.
     *
     * @param arm its name
     * @param mean over queries and seeds
     * @param bySeed means over the queries, in the order of the seeds; one for the unchanged model
     * @param difference from the first arm, this one minus that, of each query's mean over the seeds; absent for the
     *     first arm itself
     */
    public record Row(String arm, double mean, List<Double> bySeed, Optional<Difference> difference) {
        /** Copies the means. */
        public Row {
            bySeed = List.copyOf(bySeed);
        }
    }

    /**
     * Compares all arms with the first.
     *
     * @param unchanged the untrained model on the queries
     * @param arms at least one
     * @param seed of bootstrap and permutations
     */
    public static AblationTable of(JudgedQueries judged, MetricReport unchanged, List<ArmReports> arms, long seed) {
        ArmReports first = arms.get(0);
        int[] clusters = judged.clusters();
        List<Row> rows = new ArrayList<>();
        rows.add(row(new ArmReports(UNCHANGED, List.of(unchanged)), Optional.of(first), clusters, seed));
        rows.add(row(first, Optional.empty(), clusters, seed));
        arms.subList(1, arms.size()).forEach(arm -> rows.add(row(arm, Optional.of(first), clusters, seed)));
        return new AblationTable(
                judged.dataset().name(), judged.split(), judged.queries().size(), rows);
    }

    private static Row row(ArmReports arm, Optional<ArmReports> first, int[] clusters, long seed) {
        List<Double> means = arm.means();
        return new Row(
                arm.arm(),
                means.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                means,
                first.map(reference -> Difference.of(
                        PairedComparison.of(arm.arm(), reference.values(), arm.values(), clusters), seed)));
    }

    /** The arm that the others are compared with. */
    public Row first() {
        return rows.get(1);
    }

    /** The arm with the highest mean; the earlier of equals. */
    public Row best() {
        Row best = first();
        for (Row row : rows.subList(2, rows.size())) {
            best = row.mean() > best.mean() ? row : best;
        }
        return best;
    }
}
