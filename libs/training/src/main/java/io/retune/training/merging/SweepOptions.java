package io.retune.training.merging;

import io.retune.metrics.gate.Guard;
import io.retune.training.TrainingException;
import java.util.List;

/**
 * Where to look between the base model and the tuned one, and what a guard may lose there.
 *
 * @param alphas points of the line, ascending, each above 0 and at most 1; 1 is the tuned model itself
 * @param guardLoss the mean loss of nDCG@10 that is accepted on a guard's selection half: 0.005 is half a percentage
 *     point
 * @param guardMargin the loss that must be excluded with 95 % confidence, the gate's margin
 */
public record SweepOptions(List<Double> alphas, double guardLoss, double guardMargin) {
    /** Every point costs one encoding of the corpus and of the guards' candidate pools. */
    private static final int MOST_POINTS = 6;
    /** Where no point holds every guard, one nearer to the base model may. */
    private static final int MOST_HALVINGS = 2;

    /**
     * Four points, since dev cannot tell nearer ones apart; a guard may lose half a percentage point on average, two at
     * most.
     */
    public static final SweepOptions DEFAULT =
            new SweepOptions(List.of(0.25, 0.5, 0.75, 1.0), 0.005, Guard.DEFAULT_MARGIN);

    /** No point between the two: the tuned model is kept as it is, unless a guard objects. */
    public static final SweepOptions TUNED_ALONE = DEFAULT.withAlphas(List.of(1.0));

    /** Validates every value. */
    public SweepOptions {
        alphas = List.copyOf(alphas);
        boolean ascending = true;
        for (int i = 0; i < alphas.size(); i++) {
            ascending &= alphas.get(i) > (i == 0 ? 0 : alphas.get(i - 1)) && alphas.get(i) <= 1;
        }
        require(
                ascending && !alphas.isEmpty() && alphas.size() <= MOST_POINTS,
                "alphas",
                alphas,
                "one to " + MOST_POINTS + " ascending numbers above 0 and at most 1");
        require(guardLoss >= 0 && guardLoss < 1, "guard loss", guardLoss, "0 or more and below 1");
        require(guardMargin >= 0 && guardMargin < 1, "guard margin", guardMargin, "0 or more and below 1");
    }

    /** The same limits at other points. */
    public SweepOptions withAlphas(List<Double> other) {
        return new SweepOptions(other, guardLoss, guardMargin);
    }

    /** The same points with the margin of another gate. */
    public SweepOptions withGuardMargin(double other) {
        return new SweepOptions(alphas, guardLoss, other);
    }

    /** Whether the tuned model itself is the only point. */
    public boolean isTunedAlone() {
        return alphas.get(0) == 1;
    }

    /** How many points are looked at where all of {@code alphas} cost a guard too much. */
    int mostPoints() {
        return isTunedAlone() ? 1 : Math.min(MOST_POINTS, alphas.size() + MOST_HALVINGS);
    }

    private static void require(boolean holds, String what, Object found, String expected) {
        if (!holds) {
            throw new TrainingException("sweep: " + what + " is " + found + ", expected " + expected);
        }
    }
}
