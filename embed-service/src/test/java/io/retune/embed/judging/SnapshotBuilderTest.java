package io.retune.embed.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import io.retune.embed.generation.DocumentChange;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
    private final SnapshotBuilder snapshot = new SnapshotBuilder("faq");

    private void write(String index, int id) {
        snapshot.apply(new DocumentChange(
                new DocumentKey(index, "d" + id), Optional.of(new DocumentUpsert("text " + id, Map.of())), id));
    }

    private void ask(int query, String... documents) {
        snapshot.add("q" + query, new Feedback("faq", "query " + query, List.of(documents), Optional.empty()));
    }

    @Test
    void feedbackOnOneQueryAddsUpAndOtherIndexesAreLeftOut() {
        write("faq", 1);
        write("faq", 2);
        write("other", 3);
        ask(1, "d1");
        ask(1, "d2", "d3");
        ask(2, "d2");
        ask(3, "d3");
        RagDataset dataset = snapshot.build(7);
        assertThat(dataset.corpus()).containsOnlyKeys("d1", "d2");
        assertThat(dataset.relevantDocs()).isEqualTo(Map.of("q1", Map.of("d1", 1, "d2", 1), "q2", Map.of("d2", 1)));
    }

    @Test
    void aFifthJudgesButAHundredWhereThatLeavesHalf() {
        assertThat(valOf(60)).isEqualTo(30);
        assertThat(valOf(250)).isEqualTo(100);
        assertThat(valOf(1000)).isEqualTo(200);
    }

    private static int valOf(int queries) {
        SnapshotBuilderTest made = new SnapshotBuilderTest();
        for (int i = 0; i < queries; i++) {
            made.write("faq", i);
            made.ask(i, "d" + i);
        }
        return made.snapshot.build(7).split(RagDataset.VAL).size();
    }

    @Test
    void saysWhatIsMissing() {
        write("faq", 1);
        ask(1, "d1");
        assertThatThrownBy(() -> snapshot.build(7))
                .isInstanceOf(DatasetException.class)
                .hasMessage(
                        "index faq: found 1 documents and 1 queries of feedback whose documents are there, expected at"
                                + " least 2 queries, one to train and one to judge by (100 of them to decide); send feedback, or"
                                + " start the run with a data set");
        assertThatThrownBy(() -> snapshot.add(null, new Feedback("faq", "q", List.of("d1"), Optional.empty())))
                .isInstanceOf(EventException.class)
                .hasMessage("feedback: found no key, expected the query's id; correct the producer");
    }
}
