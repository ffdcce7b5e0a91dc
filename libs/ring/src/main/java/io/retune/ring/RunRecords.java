package io.retune.ring;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the artifact store knows of runs: {@code runs/<run>/<stage>.json}, the outcome, created once, and {@code
 * runs/<run>/<stage>/attempt-<n>}, written before the work begins, so that a stage that kills its process is counted
 * too.
 */
public final class RunRecords {
    private static final String ROOT = "runs/";

    private final ArtifactStore store;

    /** Records in a store. */
    public RunRecords(ArtifactStore store) {
        this.store = store;
    }

    /** The stored outcome of a stage, as it was published; of {@link Stage#DECISION}: how the run ended. */
    public Optional<String> outcome(String run, Stage stage) {
        return store.read(outcomeKey(run, stage)).map(RunRecords::text);
    }

    /** Stores an outcome unless there is one, and returns the one that counts. */
    public String keep(String run, Outcome outcome) {
        store.putIfAbsent(outcomeKey(run, outcome.stage()), outcome.value().getBytes(StandardCharsets.UTF_8));
        return outcome(run, outcome.stage()).orElseThrow();
    }

    /** Whether the run has ended. */
    public boolean hasEnded(String run) {
        return outcome(run, Stage.DECISION).isPresent();
    }

    /** What a failed attempt left, if it lived long enough to say. */
    Optional<String> error(String run, Stage stage, int attempt) {
        return store.read(errorKey(run, stage, attempt)).map(RunRecords::text);
    }

    /** What the last attempt that failed left. */
    public Optional<String> lastError(String run, Stage stage) {
        return IntStream.iterate(StageRunner.ATTEMPTS, attempt -> attempt > 0, attempt -> attempt - 1)
                .mapToObj(attempt -> error(run, stage, attempt))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Removes what was never published: the request of a run that did not begin. */
    public void forget(String run, Stage stage) {
        store.delete(outcomeKey(run, stage));
    }

    /** Notes that an attempt begins, and returns its number: the lowest that no attempt holds that never came back. */
    int begin(String run, Stage stage) {
        int attempt = 1;
        while (!store.putIfAbsent(attemptKey(run, stage, attempt), new byte[] {'\n'})) {
            attempt++;
        }
        return attempt;
    }

    /** The attempt does not count: something was away, or the process was told to stop. */
    void release(String run, Stage stage, int attempt) {
        store.delete(attemptKey(run, stage, attempt));
    }

    void fail(String run, Stage stage, int attempt, String error) {
        store.putIfAbsent(errorKey(run, stage, attempt), error.getBytes(StandardCharsets.UTF_8));
    }

    private static String outcomeKey(String run, Stage stage) {
        return ROOT + run + "/" + stage.label() + ".json";
    }

    private static String attemptKey(String run, Stage stage, int attempt) {
        return ROOT + run + "/" + stage.label() + "/attempt-" + attempt;
    }

    private static String errorKey(String run, Stage stage, int attempt) {
        return ROOT + run + "/" + stage.label() + "/error-" + attempt;
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
