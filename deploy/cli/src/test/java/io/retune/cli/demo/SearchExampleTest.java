package io.retune.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.RagDataset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SearchExampleTest {
    private final RagDataset dataset = RagDataset.builder("tides")
            .passage("d1", "High water is at noon.")
            .passage("d2", "Low water is at six.")
            .query("q1", "when does it rise")
            .query("q2", "when does it fall")
            .relevant("q1", "d1")
            .relevant("q2", "d2")
            .split(RagDataset.VAL, List.of("q1", "q2"))
            .build();

    @Test
    void theQuestionsThatGainedAndLostMost() {
        SearchExample example = new SearchExample(
                dataset,
                new TreeMap<>(Map.of("q1", List.of("d2"), "q2", List.of("d2", "d1"))),
                new TreeMap<>(Map.of("q1", List.of("d1", "d2"), "q2", List.of("d1", "d2"))));

        assertThat(example.text())
                .isEqualTo(
                        """
                        of 2 questions, the right passage stands higher for 1, lower for 1, as before for 0

                        the question that gained most, searched before and after:
                        "when does it rise"
                          before, the answer is not among the first 1
                            1 Low water is at six.
                          after , the answer is hit 1
                           *1 High water is at noon.
                            2 Low water is at six.

                        the question that lost most:
                        "when does it fall"
                          before, the answer is hit 1
                           *1 Low water is at six.
                            2 High water is at noon.
                          after , the answer is hit 2
                            1 High water is at noon.
                           *2 Low water is at six.""");
        assertThat(example.json())
                .hasToString("{\"questions\":2,\"higher\":1,\"lower\":1,\"question\":\"when does it rise\","
                        + "\"before\":[\"d2\"],\"after\":[\"d1\",\"d2\"]}");
    }
}
