package io.retune.synthesis;

import java.time.Duration;

/**
 * A pause before a request is sent again.
 *
 * @param passageId the passage whose request has failed
 * @param failures how often it has failed in a row, from 1
 * @param pause how long it waits now
 * @param reason what the model's server said or did not say, in one line
 */
public record Wait(String passageId, int failures, Duration pause, String reason) {
    public Wait {
        if (failures < 1 || pause.isNegative()) {
            throw new IllegalArgumentException("wait for passage \"" + passageId + "\": " + failures + " failures and "
                    + pause + "; expected at least one failure and a pause that is not negative");
        }
    }
}
