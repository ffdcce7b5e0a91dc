package io.retune.dataset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs, triplets and scored pairs. */
class TextConvertersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"anchor positive", "query passage", "Question Answer", "sentence1 sentence2"})
    void pairsHaveManyNames(String columns) throws IOException {
        String[] names = columns.split(" ", -1);
        String row = "{\"" + names[0] + "\": \"%s\", \"" + names[1] + "\": \"%s\", \"more\": 1}\n";

        Conversion conversion = convert(
                "pairs",
                row.formatted("a", "x") + row.formatted("b", "y") + row.formatted("a", "y") + row.formatted("a", "x")
                        + row.formatted(" ", "x") + "{\"" + names[0] + "\": \"a\", \"" + names[1] + "\": null}");

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.queries()).containsExactly(Map.entry("q-0", "a"), Map.entry("q-1", "b"));
        assertThat(dataset.corpus()).containsExactly(Map.entry("doc-0", "x"), Map.entry("doc-1", "y"));
        assertThat(dataset.relevantDocs())
                .isEqualTo(Map.of("q-0", Map.of("doc-0", 1, "doc-1", 1), "q-1", Map.of("doc-1", 1)));
        assertThat(dataset.split("train")).hasSize(1);
        assertThat(dataset.split("val")).hasSize(1);
        assertThat(conversion.report())
                .isEqualTo(new ConvertReport(
                        6,
                        Map.of(
                                "pair that was there already",
                                1L,
                                "row without a query",
                                1L,
                                "row without a passage",
                                1L),
                        List.of("val is 1 of 2 queries, grouped by query because 2 of them hang together by shared"
                                + " passages")));
    }

    @Test
    void tripletsHaveOneOrManyNegatives() throws IOException {
        Conversion conversion = convert(
                "triplets",
                """
                {"anchor": "a", "positive": "x", "negative": "y"}
                {"anchor": "b", "positive": "y", "negative": ["x", "z", null, "x"]}
                {"anchor": "a", "positive": "z", "negative_1": "y", "negative_2": "w", "negative_10": "z"}
                {"anchor": "c", "positive": "x", "negative": null}
                """);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.corpus().values()).containsExactly("x", "y", "z", "w");
        assertThat(dataset.negativeDocs())
                .isEqualTo(Map.of("q-0", List.of("doc-1", "doc-3"), "q-1", List.of("doc-0", "doc-2")));
        assertThat(conversion.report().skipped())
                .isEqualTo(Map.of(
                        "hard negative that was there already", 2L, "hard negative that is relevant to its query", 1L));
    }

    @Test
    void scoresAreKeptAndHalfOfTheLargestIsRelevant() throws IOException {
        String rows =
                """
                {"sentence1": "a", "sentence2": "x", "score": 5}
                {"sentence1": "a", "sentence2": "y", "score": 2.4}
                {"sentence1": "b", "sentence2": "y", "score": 2.5}
                {"sentence1": "c", "sentence2": "y", "score": 0}
                {"sentence1": "a", "sentence2": "x", "score": 1}
                {"sentence1": "d", "sentence2": "x", "score": null}
                """;

        Conversion conversion = convert("scored-pairs", rows);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.pairScores())
                .isEqualTo(Map.of(
                        "q-0",
                        Map.of("doc-0", 5f, "doc-1", 2.4f),
                        "q-1",
                        Map.of("doc-1", 2.5f),
                        "q-2",
                        Map.of("doc-1", 0f)));
        assertThat(dataset.relevantDocs()).isEqualTo(Map.of("q-0", Map.of("doc-0", 1), "q-1", Map.of("doc-1", 1)));
        assertThat(dataset.split("train")).hasSize(2).contains("q-2");
        assertThat(conversion.report().notes()).first().isEqualTo("a passage is relevant from score 2.5 on");
        assertThat(conversion.report().skipped())
                .isEqualTo(Map.of("pair that was there already", 1L, "row without a score", 1L));
        assertThat(Converters.byName("scored-pairs")
                        .convert(
                                Files.writeString(folder.resolve("again.jsonl"), rows),
                                ConvertOptions.DEFAULTS.withRelevantFrom(1))
                        .dataset()
                        .relevantDocs())
                .isEqualTo(Map.of("q-0", Map.of("doc-0", 1, "doc-1", 1), "q-1", Map.of("doc-1", 1)));
    }

    @Test
    void shareAndSeedAreTheUsers() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rows.append("{\"query\": \"q")
                    .append(i)
                    .append("\", \"passage\": \"p")
                    .append(i)
                    .append("\"}\n");
        }
        Path file = Files.writeString(folder.resolve("many.jsonl"), rows);
        ConvertOptions options = ConvertOptions.DEFAULTS.withValShare(0.3);
        Converter pairs = Converters.byName("pairs");

        RagDataset first = pairs.convert(file, options.withSeed(1)).dataset();

        assertThat(first.split("val")).hasSize(30);
        assertThat(pairs.convert(file, options.withSeed(1)).dataset()).isEqualTo(first);
        assertThat(pairs.convert(file, options.withSeed(2)).dataset()).isNotEqualTo(first);
        assertThatThrownBy(() -> options.withValShare(1))
                .isInstanceOf(DatasetException.class)
                .hasMessage("the share of val is 1.0; expected a share from 0 to below 1; choose another");
    }

    @ParameterizedTest
    @MethodSource
    void saysWhatIsWrong(String format, String rows, String message) {
        assertThatThrownBy(() -> convert(format, rows))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> saysWhatIsWrong() {
        return Stream.of(
                Arguments.of(
                        "pairs",
                        "{\"q\": \"a\", \"p\": \"b\"}",
                        "rows.jsonl line 1: no column for the query: found \"q\", \"p\"; expected one of \"query\","
                                + " \"anchor\", \"question\", \"sentence1\"; rename the column"),
                Arguments.of(
                        "triplets",
                        "{\"query\": \"a\", \"passage\": \"b\"}",
                        "rows.jsonl line 1: no column for the negative: found \"query\", \"passage\"; expected one of"
                                + " \"negative\", \"negative_1\"; rename the column"),
                Arguments.of(
                        "pairs",
                        "\n{\"query\": 7, \"passage\": \"b\"}",
                        "rows.jsonl line 2: column \"query\" is \"7\" (a number); expected text; correct the row"),
                Arguments.of(
                        "scored-pairs",
                        "{\"query\": \"a\", \"passage\": \"b\", \"score\": \"high\"}",
                        "rows.jsonl line 1: column \"score\" is \"high\"; expected a number; correct the row"),
                Arguments.of(
                        "triplets",
                        "{\"query\": \"a\", \"passage\": \"b\", \"negative\": [[\"c\"]]}",
                        "rows.jsonl line 1: column \"negative\" is \"[c]\" (a list); expected text in the list; correct"
                                + " the row"),
                Arguments.of(
                        "pairs",
                        "query,passage",
                        "rows.jsonl line 1: \"query,passage\" is not a JSON object on one line; expected JSONL such as"
                                + " {\"query\": \"...\", \"passage\": \"...\"}; correct the line or choose another"
                                + " format"),
                Arguments.of(
                        "pairs",
                        "null",
                        "rows.jsonl line 1: \"null\" is not a JSON object on one line; expected JSONL such as"
                                + " {\"query\": \"...\", \"passage\": \"...\"}; correct the line or choose another"
                                + " format"),
                Arguments.of("pairs", "", "rows: queries is empty; expected at least one query; add some"));
    }

    @Test
    void anUnknownFormatOrAnEmptyFolderIsNamed() {
        assertThatThrownBy(() -> Converters.byName("csv"))
                .isInstanceOf(DatasetException.class)
                .hasMessage("there is no format \"csv\"; expected one of infgrad, air-bench, beir, squad, pairs,"
                        + " triplets, scored-pairs; choose one");
        assertThatThrownBy(() -> Converters.byName("pairs").convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage(folder + ": no data in this folder; expected files that end in .parquet or .jsonl; check"
                        + " the path");
    }

    private Conversion convert(String format, String rows) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), rows);
        return Converters.byName(format).convert(file, ConvertOptions.DEFAULTS);
    }
}
