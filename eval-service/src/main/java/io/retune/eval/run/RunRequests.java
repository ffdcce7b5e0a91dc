package io.retune.eval.run;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.DatasetReference;
import io.retune.events.EventException;
import io.retune.events.RetrainingRequested;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunRequest;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.Outcome;
import io.retune.ring.Publisher;
import io.retune.ring.RunRecords;
import io.retune.ring.StageRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Begins, ends and repeats runs. */
@ApplicationScoped
public class RunRequests {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int RANDOM_BOUND = 1 << 16;
    private static final int LONGEST_INDEX = 60;

    private final RunStore runs;
    private final RunRecords records;
    private final StageRunner runner;
    private final Publisher publisher;
    private final ArtifactStore artifacts;
    private final SecureRandom random = new SecureRandom();

    RunRequests(RunStore runs, RunRecords records, StageRunner runner, Publisher publisher, ArtifactStore artifacts) {
        this.runs = runs;
        this.records = records;
        this.runner = runner;
        this.publisher = publisher;
        this.artifacts = artifacts;
    }

    /**
     * Begins a run.
     *
     * @return its id; the broker has the request
     * @throws EventException if a data set is not in the artifact store
     */
    public String begin(RunRequest request) {
        return begin(request, Optional.empty());
    }

    /**
     * Begins a run that asks for the same as another, with the same random choices. What the other had encoded,
     * generated and trained is found again by its content.
     */
    public String repeat(RunSummary run) {
        RunContext context = run.context();
        return begin(
                new RunRequest(context.index(), context.dataset(), context.guards(), context.model(), context.recipe()),
                Optional.of(context));
    }

    /**
     * Calls a run off.
     *
     * @return how it ended: someone else may have been quicker
     */
    public RunOutcome cancel(RunSummary run) {
        RunContext context = run.context();
        RunDecided cancelled = new RunDecided(context, RunOutcome.CANCELLED, List.of("somebody called it off"));
        RunDecided end = runner.decide(context.run(), Outcome.of(cancelled));
        runs.decide(end, Instant.now());
        return end.decision();
    }

    private String begin(RunRequest request, Optional<RunContext> retried) {
        request.dataset().ifPresent(this::requireStored);
        request.guards().forEach(this::requireStored);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        RunContext own = RunContext.requested(id(request.index(), now), now, request);
        RunContext context = retried.map(first -> own.withSeed(first.seed())).orElse(own);
        String event = records.keep(context.run(), Outcome.of(new RetrainingRequested(context)));
        try {
            publisher.publish(Topic.RETRAINING_REQUESTED, context.run(), event);
        } catch (RuntimeException e) {
            records.forget(context.run(), Stage.REQUEST); // whoever asked hears of it, and asks again
            throw e;
        }
        runs.request(context, retried.map(RunContext::run));
        return context.run();
    }

    private void requireStored(DatasetReference dataset) {
        if (!artifacts.exists(dataset.artifact())) {
            throw new EventException("dataset " + dataset.name() + ": " + dataset.artifact()
                    + " is not in the artifact store; upload it first: POST /v1/datasets of synth-service");
        }
    }

    private String id(String index, Instant now) {
        String start = index.substring(0, Math.min(index.length(), LONGEST_INDEX));
        return start + "-" + TIME.format(now) + "-" + String.format("%04x", random.nextInt(RANDOM_BOUND));
    }
}
