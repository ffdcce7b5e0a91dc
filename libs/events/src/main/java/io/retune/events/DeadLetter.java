package io.retune.events;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that no service could do.
 *
 * @param topic where it came from
 * @param partition of that topic
 * @param offset in that partition
 * @param run where it is known
 * @param stage that gave up; absent for a message that could not be read
 * @param attempts that were made
 * @param error what was wrong and what to do
 * @param value the message as it was, cut at 10,000 characters
 * @param context of the run, where the message could be read
 * @param at when
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        Optional<String> run,
        Optional<Stage> stage,
        int attempts,
        String error,
        String value,
        Optional<RunContext> context,
        Instant at) {
    private static final int LONGEST_VALUE = 10_000;

    /** Validates and cuts; null is read as absent. */
    public DeadLetter {
        Checks.present(topic, "topic");
        Checks.present(error, "error");
        Checks.present(at, "at");
        run = run == null ? Optional.empty() : run;
        stage = stage == null ? Optional.empty() : stage;
        context = context == null ? Optional.empty() : context;
        value = value == null ? "" : value.substring(0, Math.min(value.length(), LONGEST_VALUE));
    }
}
