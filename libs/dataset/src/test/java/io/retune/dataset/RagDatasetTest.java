package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RagDatasetTest {

    @Test
    void aSplitIsFoundByItsName() {
        RagDataset dataset = builder()
                .split("train", List.of("q-1"))
                .split("val", List.of("q-2"))
                .build();

        assertThat(dataset.split("val")).containsExactly("q-2");
        assertThat(dataset.hasSplit("train")).isTrue();
        assertThat(dataset.hasSplit("dev")).isFalse();
        assertThatThrownBy(() -> dataset.split("dev"))
                .isInstanceOf(DatasetException.class)
                .hasMessage("set: there is no split \"dev\": it has train, val; name one of its splits or add \"dev\""
                        + " to queries_split");
        assertThatThrownBy(() -> builder().build().split("dev"))
                .hasMessage("set: there is no split \"dev\": it has no splits at all; name one of its splits or add"
                        + " \"dev\" to queries_split");
    }

    @Test
    void nothingCanBeChanged() {
        List<String> train = new ArrayList<>(List.of("q-1"));
        RagDataset dataset =
                builder().split("train", train).negative("q-1", "doc-2").build();
        train.add("q-2");

        assertThat(dataset.split("train")).containsExactly("q-1");
        assertThatThrownBy(() -> dataset.queries().put("q-3", "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> dataset.relevantDocs().get("q-2").put("doc-1", 3))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> dataset.negativeDocs().get("q-1").add("doc-1"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void otherNegativesAndSplitsTakeThePlaceOfTheOldOnes() {
        RagDataset dataset =
                builder().negative("q-2", "doc-3").split("val", List.of("q-1")).build();

        RagDataset mined = dataset.withNegatives(Map.of("q-1", List.of("doc-2", "doc-3"), "q-2", List.of()))
                .withSplits(Map.of("train", List.of("q-2")));

        assertThat(mined.negativeDocs()).isEqualTo(Map.of("q-1", List.of("doc-2", "doc-3")));
        assertThat(mined.queriesSplit()).isEqualTo(Map.of("train", List.of("q-2")));
        assertThat(mined.corpus()).isEqualTo(dataset.corpus());
        assertThatThrownBy(() -> dataset.withNegatives(Map.of("q-1", List.of("doc-1"))))
                .hasMessage("set: negative_docs of query \"q-1\" has document \"doc-1\", which relevant_docs has too;"
                        + " expected a negative to be not relevant; remove it from one of the two");
        assertThatThrownBy(() -> dataset.withNegatives(Map.of("q-1", List.of("doc-2", "doc-2"))))
                .hasMessage("set: negative_docs of query \"q-1\" has a document twice; expected each document once;"
                        + " remove one");
    }

    /** A published train split has one; only where it would decide something does it do harm. */
    @Test
    void aBlankQueryIsLetThroughInTrainOnly() {
        RagDataset dataset = builder()
                .query("q-3", " ")
                .relevant("q-3", "doc-1")
                .split("train", List.of("q-3"))
                .build();

        assertThat(dataset.isBlank("q-3")).isTrue();
        assertThat(dataset.isBlank("q-1")).isFalse();
        assertThatThrownBy(() -> dataset.withSplits(Map.of("val", List.of("q-3"))))
                .hasMessage("set: queries_split: query \"q-3\" of val has a blank text; expected a query that can be"
                        + " judged; write the text or remove the query from the split");
    }

    @ParameterizedTest
    @MethodSource
    void aPromiseThatIsBrokenIsNamed(UnaryOperator<DatasetBuilder> flaw, String message) {
        assertThatThrownBy(() -> flaw.apply(builder()).build())
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> aPromiseThatIsBrokenIsNamed() {
        return Stream.of(
                flaw(
                        d -> d.relevant("q-1", "doc-8").relevant("q-2", "doc-9").relevant("q-1", "doc-9"),
                        "set: relevant_docs: query \"q-1\" refers to document \"doc-8\", which is not in corpus"
                                + " (3 documents); add it or remove the reference (and 2 more of this kind)"),
                flaw(
                        d -> d.relevant("q-9", "doc-1"),
                        "set: relevant_docs names query \"q-9\", which is not in queries (2 queries); add it or remove"
                                + " the reference"),
                flaw(
                        d -> d.negative("q-1", "doc-9"),
                        "set: negative_docs: query \"q-1\" refers to document \"doc-9\", which is not in corpus"
                                + " (3 documents); add it or remove the reference"),
                flaw(
                        d -> d.negative("q-9", "doc-1"),
                        "set: negative_docs names query \"q-9\", which is not in queries (2 queries); add it or remove"
                                + " the reference"),
                flaw(
                        d -> d.pairScore("q-1", "doc-9", 1),
                        "set: pair_scores: query \"q-1\" refers to document \"doc-9\", which is not in corpus"
                                + " (3 documents); add it or remove the reference"),
                flaw(
                        d -> d.referenceAnswer("q-9", "text"),
                        "set: reference_answers names query \"q-9\", which is not in queries (2 queries); add it or"
                                + " remove the reference"),
                flaw(
                        d -> d.split("val", List.of("q-9")),
                        "set: queries_split: val names query \"q-9\", which is not in queries (2 queries); add it or"
                                + " remove the reference"),
                flaw(
                        d -> d.split("train", List.of("q-1")).split("val", List.of("q-2", "q-1")),
                        "set: queries_split has query \"q-1\" in train and in val; expected each query in one split,"
                                + " once; remove it from one"),
                flaw(
                        d -> d.split("val", List.of("q-2", "q-2")),
                        "set: queries_split has query \"q-2\" in val twice; expected each query in one split, once;"
                                + " remove it from one"),
                flaw(
                        d -> d.query("q-3", "third?")
                                .relevant("q-3", "doc-1", 0)
                                .split("val", List.of("q-3")),
                        "set: queries_split: query \"q-3\" of val has no relevant document; expected one or more in"
                                + " relevant_docs with a grade over 0; add one or remove the query from the split"),
                flaw(
                        d -> d.negative("q-2", "doc-2"),
                        "set: negative_docs of query \"q-2\" has document \"doc-2\", which relevant_docs has too;"
                                + " expected a negative to be not relevant; remove it from one of the two"),
                flaw(
                        d -> d.split("val", List.of("q-1")).split("val", List.of("q-2")),
                        "set: queries_split has \"val\" twice; expected each split once; join the two"),
                flaw(
                        d -> d.split(" ", List.of()),
                        "set: queries_split has a blank name; expected a name such as \"train\" or \"val\"; name the"
                                + " split"),
                flaw(
                        d -> d.passage("doc-1", "again"),
                        "set: corpus has the id \"doc-1\" twice; expected each id once; rename or remove one"),
                flaw(
                        d -> d.pairScore("q-1", "doc-1", Float.NaN),
                        "set: pair_scores of query \"q-1\" gives document \"doc-1\" the score NaN; expected a finite"
                                + " number; correct the score"));
    }

    @Test
    void anEmptyDataSetIsRefused() {
        assertThatThrownBy(() -> RagDataset.builder("none").build())
                .hasMessage("none: queries is empty; expected at least one query; add some");
        assertThatThrownBy(() -> RagDataset.builder("none").query("q", "a").build())
                .hasMessage("none: corpus is empty; expected at least one passage; add some");
        assertThatThrownBy(() -> RagDataset.builder(" "))
                .hasMessage("a data set without a name; expected one that reports can show; name it");
    }

    @Test
    void scoredPairsAreEnoughForTrain() {
        RagDataset dataset = builder()
                .query("q-3", "third?")
                .pairScore("q-3", "doc-1", 0.2f)
                .split("train", List.of("q-3"))
                .build();

        assertThat(dataset.split("train")).containsExactly("q-3");
    }

    private static Arguments flaw(UnaryOperator<DatasetBuilder> flaw, String message) {
        return Arguments.of(flaw, message);
    }

    private static DatasetBuilder builder() {
        return RagDataset.builder("set")
                .query("q-1", "first?")
                .query("q-2", "second?")
                .passage("doc-1", "one")
                .passage("doc-2", "two")
                .passage("doc-3", "three")
                .relevant("q-1", "doc-1")
                .relevant("q-2", "doc-2", 2)
                .relevant("q-2", "doc-3", 0);
    }
}
