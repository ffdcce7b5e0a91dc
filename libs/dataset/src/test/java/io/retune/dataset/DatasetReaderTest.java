package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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

class DatasetReaderTest {
    private static final String VALID =
            """
            {"queries_split": {"train": ["q-1"], "val": ["q-2"]},
             "queries": {"q-1": "first?", "q-2": "second?"},
             "corpus": {"doc-1": "one", "doc-2": "two"},
             "relevant_docs": {"q-1": ["doc-1"], "q-2": {"doc-2": 2, "doc-1": 0}},
             "negative_docs": {"q-1": ["doc-2"], "q-2": []},
             "reference_answers": {"q-1": "an answer"},
             "pair_scores": {"q-1": {"doc-1": 0.5, "doc-2": 1}}}
            """;
    private static final String KEYS = "queries, corpus, relevant_docs, negative_docs (optional), reference_answers"
            + " (optional), queries_split, pair_scores (optional)";

    @TempDir
    private Path folder;

    @Test
    void readsEveryKeyInAnyOrder() throws IOException {
        RagDataset dataset = read(VALID);

        assertThat(dataset.name()).isEqualTo("set");
        assertThat(dataset.queries()).containsExactly(Map.entry("q-1", "first?"), Map.entry("q-2", "second?"));
        assertThat(dataset.corpus()).containsExactly(Map.entry("doc-1", "one"), Map.entry("doc-2", "two"));
        assertThat(dataset.relevantDocs())
                .isEqualTo(Map.of("q-1", Map.of("doc-1", 1), "q-2", Map.of("doc-2", 2, "doc-1", 0)));
        assertThat(dataset.negativeDocs()).isEqualTo(Map.of("q-1", List.of("doc-2")));
        assertThat(dataset.referenceAnswers()).isEqualTo(Map.of("q-1", "an answer"));
        assertThat(dataset.queriesSplit()).isEqualTo(Map.of("train", List.of("q-1"), "val", List.of("q-2")));
        assertThat(dataset.pairScores()).isEqualTo(Map.of("q-1", Map.of("doc-1", 0.5f, "doc-2", 1f)));
    }

    @Test
    void acceptsAByteOrderMark() throws IOException {
        assertThat(read("\uFEFF" + VALID)).isEqualTo(read(VALID));
    }

    @Test
    void acceptsAFileWithoutTheOptionalKeys() throws IOException {
        RagDataset dataset =
                read("{\"queries\":{\"q\":\"a\"},\"corpus\":{\"d\":\"b\"},\"relevant_docs\":{},\"queries_split\":{}}");

        assertThat(dataset.negativeDocs()).isEmpty();
        assertThat(dataset.referenceAnswers()).isEmpty();
        assertThat(dataset.pairScores()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> saysWhatIsWrong() {
        return Stream.of(
                Arguments.of(
                        "",
                        "set.json: the file is empty; expected a JSON object with the keys " + KEYS
                                + "; write it again"),
                Arguments.of(
                        "queries: none",
                        "set.json line 1 column 1: this is not JSON, in the data set: Unrecognized token 'queries': was"
                                + " expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false');"
                                + " correct it there or write the file again"),
                Arguments.of(
                        VALID.substring(0, 100),
                        "set.json line 2 column 47: the file ends inside queries; expected a complete JSON object; it"
                                + " may have been cut short: copy or write it again"),
                Arguments.of(
                        "[1]",
                        "set.json line 1 column 1: the top level is a list; expected an object with the keys " + KEYS
                                + "; correct it there"),
                Arguments.of(
                        VALID + "{}",
                        "set.json line 8 column 1: there is more after the end of the data set; expected one JSON"
                                + " object; remove the rest"),
                Arguments.of(
                        "{\"queries\":{\"q\":\"a\"},\"corpus\":{\"d\":\"b\"},\"queries_split\":{}}",
                        "set.json: the key \"relevant_docs\" is missing; expected " + KEYS
                                + "; add it ({\"q-1\": [\"doc-1\"]} or {\"q-1\": {\"doc-1\": 2}})"),
                Arguments.of(
                        "{\"mode\": \"text\"}",
                        "set.json line 1 column 2: unknown key \"mode\"; expected " + KEYS + "; remove or rename it"),
                Arguments.of(
                        "{\"queries\": {}, \"queries\": {}}",
                        "set.json line 1 column 17: the key \"queries\" comes a second time; expected it once; join the"
                                + " two"),
                Arguments.of(
                        "{\"queries\": [\"a\"]}",
                        "set.json line 1 column 13: queries is a list; expected an object, {\"q-1\": \"text\"}; correct"
                                + " it there"),
                Arguments.of(
                        "{\"queries\": {\"q-1\": 17}}",
                        "set.json line 1 column 21: queries of \"q-1\" is the number 17; expected a text in quotes;"
                                + " correct it there"),
                Arguments.of(
                        "{\"queries\": {\"q-1\": null}}",
                        "set.json line 1 column 21: queries of \"q-1\" is null; expected a text in quotes; correct it"
                                + " there"),
                Arguments.of(
                        "{\"queries\": {\"q-1\": \"a\", \"q-1\": \"b\"}}",
                        "set.json line 1 column 26: queries has \"q-1\" twice; expected it once; remove or rename one"),
                Arguments.of(
                        "{\"queries\": {\" \": \"a\"}}",
                        "set.json line 1 column 19: queries has a blank id for \"a\"; expected a name for it; give it"
                                + " one"),
                Arguments.of(
                        "{\"corpus\": {\"d\": \" \\n\"}}",
                        "set.json line 1 column 18: corpus has a blank text for \"d\"; expected something to read;"
                                + " write the text or remove the id everywhere"),
                Arguments.of(
                        "{\"corpus\": {\"d\": \"ab\\ud83d\"}}",
                        "set.json line 1 column 18: corpus: the text of \"d\" has half a surrogate pair (\\ud83d) as"
                                + " character 3; expected Unicode text; remove or repair the character"),
                Arguments.of(
                        "{\"relevant_docs\": {\"q\": \"d\"}}",
                        "set.json line 1 column 25: relevant_docs of query \"q\" is the text \"d\"; expected a list of"
                                + " document ids or an object of document id and grade; correct it there"),
                Arguments.of(
                        "{\"relevant_docs\": {\"q\": {\"d\": 1.5}}}",
                        "set.json line 1 column 31: relevant_docs of query \"q\", document \"d\" is the number 1.5;"
                                + " expected a whole number as grade; correct it there"),
                Arguments.of(
                        "{\"relevant_docs\": {\"q\": {\"d\": 4294967296}}}",
                        "set.json line 1 column 31: relevant_docs of query \"q\", document \"d\" is the number"
                                + " 4294967296; expected a whole number as grade; correct it there"),
                Arguments.of(
                        "{\"relevant_docs\": {\"q\": {\"d\": -1}}}",
                        "set.json line 1 column 31: relevant_docs of query \"q\" gives document \"d\" the grade -1;"
                                + " expected 0 (not relevant) or more; correct the grade"),
                Arguments.of(
                        "{\"relevant_docs\": {\"q\": [\"d\", \"d\"]}}",
                        "set.json line 1 column 34: relevant_docs of query \"q\" has document \"d\" twice; expected each"
                                + " document once; remove one"),
                Arguments.of(
                        "{\"negative_docs\": {\"q\": [\"d\", 3]}}",
                        "set.json line 1 column 31: negative_docs of \"q\", entry 2 is the number 3; expected an id in"
                                + " quotes; correct it there"),
                Arguments.of(
                        "{\"queries_split\": {\"val\": true}}",
                        "set.json line 1 column 27: queries_split of \"val\" is true; expected a list of ids; correct it"
                                + " there"),
                Arguments.of(
                        "{\"pair_scores\": {\"q\": [\"d\"]}}",
                        "set.json line 1 column 23: pair_scores of query \"q\" is a list; expected an object of document"
                                + " id and score; correct it there"),
                Arguments.of(
                        "{\"pair_scores\": {\"q\": {\"d\": \"high\"}}}",
                        "set.json line 1 column 29: pair_scores of query \"q\", document \"d\" is the text \"high\";"
                                + " expected a number; correct it there"),
                Arguments.of(
                        "{\"pair_scores\": {\"q\": {\"d\": 1e99}}}",
                        "set.json line 1 column 29: pair_scores of query \"q\" gives document \"d\" the score Infinity;"
                                + " expected a finite number; correct the score"),
                Arguments.of(
                        VALID.replace("\"q-1\": [\"doc-1\"]", "\"q-1\": [\"doc-9\"]"),
                        "set.json: relevant_docs: query \"q-1\" refers to document \"doc-9\", which is not in corpus"
                                + " (2 documents); add it or remove the reference"));
    }

    @Test
    void namesTheByteThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("set.json");
        Files.write(file, "{\n\"queries\": {\"q\": \"中\"}}".getBytes(Charset.forName("GB18030")));

        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessage("set.json line 2: byte 0xD6 at offset 20 is not UTF-8; convert the file (for instance:"
                        + " iconv -f GB18030 -t UTF-8)");
    }

    @Test
    void saysThatAFileIsMissingOrAFolder() {
        Path missing = folder.resolve("missing.json");

        assertThatThrownBy(() -> DatasetReader.read(missing))
                .isInstanceOf(DatasetException.class)
                .hasMessage(missing + ": there is no such file; check the path");
        assertThatThrownBy(() -> DatasetReader.read(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder + ": this is a folder; expected a file; name the file inside");
    }

    private RagDataset read(String json) throws IOException {
        return DatasetReader.read(Files.write(folder.resolve("set.json"), json.getBytes(StandardCharsets.UTF_8)));
    }
}
