package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where passages stand after NUDGE.
 *
 * @param method which variant
 * @param gamma how far passages may move: NUDGE-M by this length, NUDGE-N by this squared length
 * @param choice how gamma was chosen; absent where it was given
 * @param coverage what could move, and what of it dev sees
 * @param rows the passages that moved, ascending; none has no training query
 * @param vectors where they stand, one row each
 */
public record NudgeResult(
        NudgeMethod method,
        double gamma,
        Optional<GammaChoice> choice,
        Coverage coverage,
        List<Integer> rows,
        VectorMatrix vectors) {
    /** Copies the rows. */
    public NudgeResult {
        rows = List.copyOf(rows);
    }

    /** How gamma came about and, where it is 0, why. */
    public String describe() {
        String chosen = String.format(Locale.ROOT, "gamma %.4f", gamma)
                + choice.map(found -> String.format(
                                Locale.ROOT,
                                ", best on dev (%.5f, unchanged %.5f)",
                                found.value(),
                                found.valueAtZero()))
                        .orElse(", as given");
        if (gamma == 0) {
            return chosen + ": no passage moves; " + why();
        }
        return chosen + String.format(Locale.ROOT, ": %,d passages move; ", rows.size()) + coverage.describe();
    }

    private String why() {
        if (choice.isEmpty()) {
            return coverage.describe();
        }
        if (coverage.reachedDevQueries() == 0) {
            return "dev cannot gain: " + coverage.describe();
        }
        return "moving passages towards their training queries costs dev more than it gains: " + coverage.describe();
    }
}
