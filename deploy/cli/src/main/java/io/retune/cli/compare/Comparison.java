package io.retune.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.option.JsonOption;
import io.retune.metrics.comparison.ComparisonReport;
import java.util.List;
import java.util.Optional;

/**
 * Base and candidate on the target and on every guard, with the gate's decision; as text and as JSON.
 *
 * @param target where the candidate must be better
 * @param guards where it must not be much worse
 * @param report every figure, and what follows
 */
public record Comparison(ModelPair target, List<ModelPair> guards, ComparisonReport report) {
    /** Lets the gate decide. */
    public static Comparison of(ModelPair target, List<ModelPair> guards, double margin, long seed) {
        return new Comparison(
                target,
                guards,
                ComparisonReport.of(
                        target.reports(),
                        guards.stream().map(ModelPair::reports).toList(),
                        margin,
                        seed));
    }

    /** Writes the look at every data set down, and returns how often the target's queries have been looked at. */
    public long look(Looks ledger) {
        guards.forEach(guard -> look(ledger, guard));
        return look(ledger, target);
    }

    private long look(Looks ledger, ModelPair pair) {
        return ledger.add(
                pair.judged().dataset(),
                pair.judged().split(),
                pair.base().identity(),
                Optional.of(pair.candidate().identity()),
                report.decision().json());
    }

    /** What a command that ends with this comparison ends with. */
    public int exitCode() {
        return switch (report.decision()) {
            case PROMOTED -> ExitCode.DONE;
            case REJECTED -> ExitCode.REJECTED;
            case UNDECIDED -> ExitCode.UNDECIDED;
        };
    }

    /** The tables, then the decision and its reasons. */
    public String text() {
        return ComparisonText.tables(report)
                + ComparisonText.decision(report.decision().json(), report.reasons());
    }

    /** The keys of {@code compare --json}, without {@code looks}. */
    public ObjectNode json() {
        return (ObjectNode) JsonOption.tree(report);
    }
}
