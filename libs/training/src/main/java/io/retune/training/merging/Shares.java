package io.retune.training.merging;

import io.retune.training.TrainingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How much each model counts in an average.
 *
 * @param values one per model, the base model's first; each from 0 to 1, together 1
 */
public record Shares(List<Double> values) {
    private static final double ROUNDING = 1e-9;

    /** Validates range and sum. */
    public Shares {
        values = List.copyOf(values);
        if (values.size() < 2) {
            throw new TrainingException("shares are " + values + ", expected two or more; name another model");
        }
        if (values.stream().anyMatch(share -> !(share >= 0 && share <= 1))) {
            throw new TrainingException("shares are " + values + ", expected each from 0 to 1; choose other weights");
        }
        double sum = values.stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > ROUNDING) {
            throw new TrainingException("shares are " + values + " and add up to " + sum + ", expected 1");
        }
    }

    /** All models alike. */
    public static Shares equal(int models) {
        return new Shares(Collections.nCopies(models, 1.0 / models));
    }

    /** The base model and a tuned one: {@code 1 - alpha} and {@code alpha}. */
    public static Shares towards(double alpha) {
        return of(List.of(alpha));
    }

    /**
     * The shares of all models but the first, which gets what is left of 1.
     *
     * @throws TrainingException if nothing is left, or a share is not a share
     */
    public static Shares of(List<Double> further) {
        double sum = further.stream().mapToDouble(Double::doubleValue).sum();
        if (!(sum <= 1 + ROUNDING)) {
            throw new TrainingException("weights " + further + " add up to " + sum
                    + ", expected at most 1: the first model gets what is left; choose smaller ones");
        }
        List<Double> all = new ArrayList<>();
        all.add(Math.max(0, 1 - sum));
        all.addAll(further);
        return new Shares(all);
    }
}
