package io.retune.synth.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.artifacts.FileArtifactStore;
import io.retune.dataset.RagDataset;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import io.retune.synth.Scene;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackJoinTest {
    private final RagDataset dataset = Scene.dataset("harbour");
    private final AskedQuestions asked = new AskedQuestions("harbour");

    @Test
    void theSameQuestionUnderTwoIdsIsOneQueryWithAllItsDocuments() {
        tell("b", "Old coins ", Optional.of("anchors"), "p6", "p5");
        tell("a", "old coins", Optional.empty(), "p7");

        FeedbackJoin join = FeedbackJoin.of(dataset, asked.distinct());

        assertThat(join.counts()).isEqualTo(Map.of("feedback", 1));
        assertThat(join.dataset().queries()).containsEntry("feedback-a", "old coins");
        assertThat(join.dataset().relevantDocs().get("feedback-a").keySet()).containsExactly("p5", "p6", "p7");
        assertThat(join.dataset().referenceAnswers()).containsEntry("feedback-a", "anchors");
        assertThat(join.dataset().queriesSplit().keySet()).containsExactly("train", "val");
    }

    @Test
    void theLastWordingOfAnIdCounts() {
        tell("a", "old coin", Optional.of("first"), "p5");
        tell("a", "old coins of bronze", Optional.empty(), "p6");

        RagDataset joined = FeedbackJoin.of(dataset, asked.distinct()).dataset();

        assertThat(joined.queries()).containsEntry("feedback-a", "old coins of bronze");
        assertThat(joined.relevantDocs().get("feedback-a").keySet()).containsExactly("p5", "p6");
        assertThat(joined.referenceAnswers()).containsEntry("feedback-a", "first");
    }

    @Test
    void aQuestionThatIsNearlyInValIsLeftOut() {
        tell("a", "treasure lying belows harbour", Optional.empty(), "p6");

        FeedbackJoin join = FeedbackJoin.of(dataset, asked.distinct());

        assertThat(join.counts()).isEqualTo(Map.of("feedback", 0, "dropped_judged", 1));
        assertThat(join.dataset()).isSameAs(dataset);
    }

    @Test
    void joinedTwiceAddsNothing() {
        tell("a", "old coins", Optional.empty(), "p5");
        RagDataset once = FeedbackJoin.of(dataset, asked.distinct()).dataset();

        FeedbackJoin twice = FeedbackJoin.of(once, asked.distinct());

        assertThat(twice.counts()).isEqualTo(Map.of("feedback", 0, "dropped_known", 1));
        assertThat(twice.dataset()).isSameAs(once);
    }

    @Test
    void makesATrainSplitWhereThereIsNone() {
        RagDataset judgesOnly = dataset.withSplits(Map.of("val", dataset.split("val")));
        tell("a", "old coins", Optional.empty(), "p5");

        assertThat(FeedbackJoin.of(judgesOnly, asked.distinct()).dataset().split("train"))
                .containsExactly("feedback-a");
    }

    @Test
    void whatCannotBecomeAQueryIsRefused() {
        Feedback broken = new Feedback("harbour", "half \ud83d", List.of("p1"), Optional.empty());
        assertThatThrownBy(() -> asked.add("a", broken))
                .isInstanceOf(EventException.class)
                .hasMessage("feedback: found half a surrogate pair, expected Unicode text; correct the producer");
        assertThatThrownBy(() -> asked.add(null, broken))
                .hasMessage("feedback: found no key, expected the query's id; correct the producer");
    }

    @Test
    void whoeverAsksFirstFixesTheOffsets(@TempDir Path folder) {
        FileArtifactStore store = new FileArtifactStore(folder);
        FeedbackOffsets first = FeedbackOffsets.of("run-1", store, () -> new FeedbackOffsets(Map.of(0, 7L, 1, 0L)));
        FeedbackOffsets second = FeedbackOffsets.of("run-1", store, () -> new FeedbackOffsets(Map.of(0, 9L)));

        assertThat(second).isEqualTo(first).isEqualTo(new FeedbackOffsets(Map.of(0, 7L, 1, 0L)));
    }

    private void tell(String id, String query, Optional<String> answer, String... relevant) {
        asked.add(id, new Feedback("harbour", query, List.of(relevant), answer));
    }
}
