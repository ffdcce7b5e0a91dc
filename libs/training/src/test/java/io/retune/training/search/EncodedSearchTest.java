package io.retune.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.evaluation.VectorSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors are one number, the text itself. */
class EncodedSearchTest {
    private final List<String> requests = new ArrayList<>();
    private final VectorSource numbers = new VectorSource() {
        @Override
        public VectorMatrix encode(Role role, List<String> texts) {
            requests.add(role + " " + texts);
            VectorMatrix vectors = VectorMatrix.zeros(texts.size(), 1);
            for (int i = 0; i < texts.size(); i++) {
                vectors.values()[i] = Float.parseFloat(texts.get(i));
            }
            return vectors;
        }

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("passage", "query");
        }
    };
    private final RagDataset dataset = RagDataset.builder("numbers")
            .query("one", "1")
            .query("minus", "-1")
            .passage("low", "0.25")
            .passage("high", "0.75")
            .passage("middle", "0.5")
            .build();
    private final EncodedSearch search = new EncodedSearch(numbers, dataset);

    @Test
    void findsTheBestPassagesInTheOrderOfTheQueries() {
        List<String> order = new ArrayList<>();
        search.nearest(List.of("minus", "one"), 2, (query, found) -> order.add(query + found.passageIds()));

        assertThat(order).containsExactly("minus[low, middle]", "one[high, middle]");
        assertThat(search.run(List.of("one"), 1).ranking("one").score(0)).isEqualTo(0.75f);
    }

    @Test
    void scoresPairsInTheirOrder() {
        float[] scores = search.scores(List.of(
                new QueryPassage("one", "middle"), new QueryPassage("minus", "high"), new QueryPassage("one", "low")));

        assertThat(scores).containsExactly(0.5f, -0.75f, 0.25f);
    }

    @Test
    void encodesPassagesOnceAndTheSameQueriesOnce() {
        search.scores(List.of(new QueryPassage("one", "low"), new QueryPassage("one", "high")));
        search.run(List.of("one"), 3);
        search.run(List.of("minus"), 3);

        assertThat(requests).containsExactly("PASSAGE [0.25, 0.75, 0.5]", "QUERY [1]", "QUERY [-1]");
    }

    @Test
    void aPassageThatIsNotSearchedHasNoScore() {
        EncodedSearch part = new EncodedSearch(numbers, dataset, List.of("low", "high"));
        assertThatThrownBy(() -> part.scores(List.of(new QueryPassage("one", "middle"))))
                .hasMessage("search: \"middle\" is not among the 2 ids that were encoded; expected one of them");
    }
}
