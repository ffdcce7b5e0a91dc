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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BEIR and AIR-Bench. */
class BenchmarkConvertersTest {
    private static final String BEIR_CORPUS =
            """
            {"_id": "d1", "title": "Title", "text": "text one", "metadata": {}}
            {"_id": "d2", "title": "", "text": "text two"}
            {"_id": "d3", "title": "", "text": ""}
            """;
    private static final String BEIR_QUERIES =
            """
            {"_id": "1", "text": "first"}
            {"_id": "2", "text": "second"}
            {"_id": "3", "text": "third"}
            {"_id": "4", "text": "fourth"}
            {"_id": "5", "text": " "}
            """;
    private static final String HEADER = "query-id\tcorpus-id\tscore\n";

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(parent.resolve("task"));
    }

    @Test
    void beirKeepsIdsGradesAndSplits() throws IOException {
        write("corpus.jsonl", BEIR_CORPUS);
        write("queries.jsonl", BEIR_QUERIES);
        write("qrels/train.tsv", HEADER + "1\td1\t1\n1\td2\t0\n2\td1\t1\n1\td1\t2\n1\td3\t1\n9\td1\t1\n");
        write("qrels/dev.tsv", HEADER + "2\td2\t2\n4\td1\t-1\n");
        write("qrels/test.tsv", HEADER + "3\td1\t1\r\n4\td1\t0\n\n");

        Conversion conversion = Converters.byName("beir").convert(folder, ConvertOptions.DEFAULTS);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.name()).isEqualTo("task");
        assertThat(dataset.corpus()).containsExactly(Map.entry("d1", "Title text one"), Map.entry("d2", "text two"));
        assertThat(dataset.queries()).containsOnlyKeys("1", "2", "3", "4");
        assertThat(dataset.queriesSplit())
                .isEqualTo(Map.of("train", List.of("1"), "val", List.of("2"), "test", List.of("3")));
        assertThat(dataset.relevantDocs())
                .isEqualTo(Map.of(
                        "1", Map.of("d1", 1, "d2", 0),
                        "2", Map.of("d2", 2),
                        "3", Map.of("d1", 1),
                        "4", Map.of("d1", 0)));
        assertThat(conversion.report().skipped())
                .isEqualTo(Map.of(
                        "passage without text", 1L,
                        "query without text", 1L,
                        "query of test without a relevant passage", 1L,
                        "judgement with a grade below 0", 1L,
                        "judgement in train of a query that is in val too", 1L,
                        "judgement that was there already", 1L,
                        "judgement of a passage that is not in the corpus", 1L,
                        "judgement of a query that is not in the queries", 1L));
    }

    @ParameterizedTest
    @CsvSource({"qrels.jsonl, false", "qrels/dev_qrels.jsonl, false", "dev_qrels.tsv, true", "qrels/dev.tsv, true"})
    void airBenchReadsJudgementsAsJsonlAndTsv(String qrels, boolean tsv) throws IOException {
        write(
                "corpus.jsonl",
                "{\"id\": \"d1\", \"text\": \"one\"}\n{\"id\": \"d2\", \"title\": \"T\", \"text\": \"two\"}");
        write("dev_queries.jsonl", "{\"id\": \"a\", \"text\": \"first\"}\n{\"id\": 2, \"text\": \"second\"}");
        write(
                qrels,
                tsv
                        ? "qid\tdocid\trelevance\na\td1\t1\n2\td2\t1\n"
                        : "{\"qid\": \"a\", \"docid\": \"d1\", \"relevance\": 1}\n{\"qid\": 2, \"docid\": \"d2\","
                                + " \"relevance\": 1}");

        Conversion conversion = Converters.byName("air-bench").convert(folder, ConvertOptions.DEFAULTS);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.corpus().values()).containsExactly("one", "T two");
        assertThat(dataset.relevantDocs()).isEqualTo(Map.of("a", Map.of("d1", 1), "2", Map.of("d2", 1)));
        assertThat(dataset.queriesSplit()).isEqualTo(Map.of("val", List.of("a", "2")));
        assertThat(conversion.report().text())
                .isEqualTo("6 rows read\nall judged queries are in val: AIR-Bench is for evaluation");
    }

    @Test
    void airBenchReadsTrecLines() throws IOException {
        write("corpus.jsonl", "{\"id\": \"d1\", \"text\": \"one\"}");
        write("queries.jsonl", "{\"id\": \"1\", \"text\": \"first\"}");
        write("qrels.tsv", "1\t0\td1\t1\n");

        RagDataset dataset = Converters.byName("air-bench")
                .convert(folder, ConvertOptions.DEFAULTS)
                .dataset();

        assertThat(dataset.relevantDocs()).isEqualTo(Map.of("1", Map.of("d1", 1)));
    }

    @Test
    void anIdThatIsNotThereIsNamed() throws IOException {
        write("corpus.jsonl", "{\"_id\": null, \"text\": \"x\"}\n");
        write("queries.jsonl", BEIR_QUERIES);
        write("qrels/test.tsv", HEADER + "1\td1\t1\n");

        assertThatThrownBy(() -> Converters.byName("beir").convert(folder, ConvertOptions.DEFAULTS))
                .isInstanceOf(DatasetException.class)
                .hasMessage("corpus.jsonl line 1: column \"_id\" has no value; expected an id; correct the row");
    }

    @Test
    void aGradeThatIsNoWholeNumberIsNoHeader() throws IOException {
        write("corpus.jsonl", BEIR_CORPUS);
        write("queries.jsonl", BEIR_QUERIES);
        write("qrels/test.tsv", "1\td1\t1.0\n");

        assertThatThrownBy(() -> Converters.byName("beir").convert(folder, ConvertOptions.DEFAULTS))
                .isInstanceOf(DatasetException.class)
                .hasMessage("test.tsv line 1: the grade is \"1.0\"; expected a whole number; correct the grade");
    }

    @Test
    void aSplitWithoutQueriesOfItsOwnIsNoSplit() throws IOException {
        write("corpus.jsonl", BEIR_CORPUS);
        write("queries.jsonl", BEIR_QUERIES);
        write("qrels/dev.tsv", HEADER + "1\td1\t1\n");
        write("qrels/test.tsv", HEADER + "1\td1\t1\n");

        Conversion conversion = Converters.byName("beir").convert(folder, ConvertOptions.DEFAULTS);
        assertThat(conversion.dataset().queriesSplit()).hasSize(1);
    }

    @Test
    void airBenchReadsDevWhereTestLiesBesideIt() throws IOException {
        write("corpus.jsonl", "{\"id\": \"d1\", \"text\": \"one\"}");
        write("dev_queries.jsonl", "{\"id\": \"1\", \"text\": \"first\"}");
        write("test_queries.jsonl", "{\"id\": \"2\", \"text\": \"second\"}");
        write("qrels/qrels_dev.tsv", "1\t0\td1\t1\n");
        write("qrels/qrels_test.tsv", "2\t0\td1\t1\n");

        RagDataset dataset = Converters.byName("air-bench")
                .convert(folder, ConvertOptions.DEFAULTS)
                .dataset();

        assertThat(dataset.queries()).containsOnlyKeys("1");
        assertThat(dataset.queriesSplit()).isEqualTo(Map.of("val", List.of("1")));
    }

    @Test
    void airBenchNamesTheFilesItCannotTellApart() throws IOException {
        write("corpus.jsonl", "{\"id\": \"d1\", \"text\": \"one\"}");
        write("a_queries.jsonl", "{\"id\": \"1\", \"text\": \"first\"}");
        write("b_queries.jsonl", "{\"id\": \"1\", \"text\": \"first\"}");

        assertThatThrownBy(() -> Converters.byName("air-bench").convert(folder, ConvertOptions.DEFAULTS))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder + ": 2 files with \"queries\" in their names: [a_queries.jsonl, b_queries.jsonl];"
                        + " expected one, or one of them with \"dev\", that ends in .jsonl or .tsv; rename or remove"
                        + " some");
        Files.delete(folder.resolve("b_queries.jsonl"));
        assertThatThrownBy(() -> Converters.byName("air-bench").convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage(folder + ": 0 files with \"qrels\" in their names: []; expected one, or one of them with"
                        + " \"dev\", that ends in .jsonl or .tsv; rename or remove some");
    }

    @Test
    void beirSaysWhatIsMissingOrBroken() throws IOException {
        Converter beir = Converters.byName("beir");
        assertThatThrownBy(() -> beir.convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage(folder.resolve("corpus.jsonl") + ": there is no such file; check the path");
        write("corpus.jsonl", BEIR_CORPUS);
        write("queries.jsonl", BEIR_QUERIES);
        Files.createDirectories(folder.resolve("qrels"));
        assertThatThrownBy(() -> beir.convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage(folder.resolve("qrels")
                        + ": no judgements in this folder; expected train.tsv, dev.tsv or test.tsv; check the path");
        write("qrels/test.tsv", HEADER + "1 d1 1\n");
        assertThatThrownBy(() -> beir.convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage("test.tsv line 2: 1 fields in \"1 d1 1\"; expected query id, document id and grade with"
                        + " tabs between (TREC: query, 0, document, grade); correct the line");
        write("qrels/test.tsv", HEADER + "1\td1\thigh\n");
        assertThatThrownBy(() -> beir.convert(folder, ConvertOptions.DEFAULTS))
                .hasMessage("test.tsv line 2: the grade is \"high\"; expected a whole number; correct the grade");
    }

    @Test
    void aFileInPlaceOfAFolderIsNamed() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");

        assertThatThrownBy(() -> Converters.byName("air-bench").convert(file, ConvertOptions.DEFAULTS))
                .hasMessage(file + ": this is a file; expected a folder; name the folder around it");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
