package io.retune.training.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The looks at dev that a training has taken.
 *
 * @param taken in the order of the steps; the first one is step 0, the unchanged model
 */
public record Looks(List<Look> taken) {
    /** None yet. */
    public static final Looks NONE = new Looks(List.of());

    /** Copies the looks. */
    public Looks {
        taken = List.copyOf(taken);
    }

    /**
     * One look.
     *
     * @param step 0 for the unchanged model
     * @param value of {@link DevSelection#METRIC}, on the candidate pool
     */
    public record Look(int step, double value) {}

    /** These and one more. */
    public Looks and(int step, double value) {
        List<Look> more = new ArrayList<>(taken);
        more.add(new Look(step, value));
        return new Looks(more);
    }

    /** Whether a value is above all looks. */
    public boolean isBest(double value) {
        return taken.stream().allMatch(look -> value > look.value());
    }

    /** Whether so many looks in a row brought no new best; never for a patience of 0. */
    public boolean exhausted(int patience) {
        int best = 0;
        for (int i = 1; i < taken.size(); i++) {
            if (taken.get(i).value() > taken.get(best).value()) {
                best = i;
            }
        }
        return patience > 0 && taken.size() - 1 - best >= patience;
    }

    /**
     * The best steps above the unchanged model, best first, the earlier one first where they are equal. Where none is
     * above it, the best step alone: what lies between the two may be.
     */
    public List<Integer> finalists(int limit) {
        List<Look> steps = taken.stream()
                .skip(1)
                .sorted(Comparator.comparingDouble(Look::value).reversed().thenComparingInt(Look::step))
                .toList();
        long above = steps.stream()
                .filter(look -> look.value() > taken.get(0).value())
                .count();
        return steps.stream()
                .limit(Math.min(limit, Math.max(1, above)))
                .map(Look::step)
                .toList();
    }
}
