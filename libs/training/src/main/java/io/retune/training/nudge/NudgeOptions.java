package io.retune.training.nudge;

import io.retune.training.TrainingException;
import java.util.OptionalDouble;

/**
 * What decides a NUDGE besides model and data.
 *
 * @param method which variant
 * @param criterion what gamma is chosen by
 * @param gamma in place of a choice on dev
 * @param seed of the division into train and dev
 */
public record NudgeOptions(NudgeMethod method, GammaCriterion criterion, OptionalDouble gamma, long seed) {
    /** Validates gamma. */
    public NudgeOptions {
        gamma.ifPresent(given -> {
            try {
                method.requireGamma(given);
            } catch (IllegalArgumentException e) {
                throw new TrainingException(e.getMessage() + "; choose another", e);
            }
        });
    }
}
