package io.retune.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.cli.console.Console;
import io.retune.cli.service.RunView;
import io.retune.cli.service.StageView;
import io.retune.events.RunOutcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoryTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Story story = new Story(new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            System::nanoTime));

    @Test
    void newsIsToldOnceAndStepsAreNot() {
        story.tell(run(stage("training", "running", 1, 10, "loss 3.1")));
        story.tell(run(stage("training", "running", 2, 10, "loss 3.0; dev 0.5 at step 2")));
        story.tell(run(stage("training", "running", 3, 10, "loss 2.9; dev 0.5 at step 2")));
        story.tell(run(stage("training", "waiting", 0, 0, "Qdrant is away")));
        story.tell(run(stage("training", "waiting", 0, 0, "Qdrant is away")));

        assertThat(text(out))
                .isEqualToNormalizingNewlines("\n--- training: train mines hard negatives and fine-tunes ---\n");
        assertThat(text(err)).isEqualToNormalizingNewlines("dev 0.5 at step 2\nwaiting: Qdrant is away\n");
    }

    @Test
    void anOutcomeIsWaitedForBeforeTheNextStageIsTold() {
        StageView done = stage("training-data", "done", 0, 0, "");
        story.tell(run(done));
        assertThat(text(out)).doesNotContain("given");

        story.tell(withCounts(run(done)));

        assertThat(text(out))
                .isEqualToNormalizingNewlines("\n--- training-data: synth gathers what to train on ---\ngiven 1,200\n");
    }

    @Test
    void aStageWhoseEndWasNotHeardOfDoesNotHoldUpTheStory() {
        story.tell(run(stage("base-index", "running", 5, 10, ""), stage("baseline", "running", 0, 0, "searching")));

        assertThat(text(out)).contains("--- base-index: ", "--- baseline: ");
        assertThat(text(err)).contains("searching");
    }

    @Test
    void anUnchangedModelEndsWithTheDecision() {
        RunView ended = new RunView(
                "r-1",
                "faq",
                "unchanged",
                Optional.of(RunOutcome.UNCHANGED),
                List.of("no step was better on dev"),
                List.of(stage("training", "done", 0, 0, "")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        story.tell(ended);
        story.tell(ended);

        assertThat(text(out))
                .isEqualToNormalizingNewlines(
                        """

                        --- training: train mines hard negatives and fine-tunes ---

                        decision   unchanged
                                   no step was better on dev

                        run r-1 of index faq: unchanged; 1.5 s at work
                        """);
    }

    private static StageView stage(String name, String state, long done, long total, String message) {
        return new StageView(name, state, 1, done, total, total > 0 ? "steps" : "", message, Optional.of(1.5));
    }

    private static RunView run(StageView... stages) {
        return running(Optional.empty(), List.of(stages));
    }

    private static RunView withCounts(RunView run) {
        return running(Optional.of(Map.of("given", 1200L)), run.stages());
    }

    private static RunView running(Optional<Map<String, Long>> trainingData, List<StageView> stages) {
        return new RunView(
                "r-1",
                "faq",
                "running",
                Optional.empty(),
                List.of(),
                stages,
                Optional.empty(),
                trainingData,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
