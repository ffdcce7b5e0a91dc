package io.retune.eval.run;

import io.retune.events.RunContext;
import io.retune.events.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run.
 *
 * @param context as it was requested
 * @param state of the stage at work, or how the run ended, in a word
 * @param decision how it ended
 * @param reasons why
 * @param decidedAt when
 * @param retryOf the run that this one repeats
 */
public record RunSummary(
        RunContext context,
        String state,
        Optional<RunOutcome> decision,
        List<String> reasons,
        Optional<Instant> decidedAt,
        Optional<String> retryOf) {}
