package io.retune.dataset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfgradConverterTest {
    @TempDir
    private Path folder;

    private final Converter converter = Converters.byName("infgrad");

    @ParameterizedTest
    @ValueSource(strings = {"infgrad-snappy.parquet", "infgrad-zstd.parquet"})
    void givesIdsAtFirstSight(String name) throws IOException {
        Conversion conversion = converter.convert(Fixture.copy(name, folder), ConvertOptions.DEFAULTS);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.name()).isEqualTo(name.replace(".parquet", ""));
        assertThat(dataset.queries())
                .containsExactly(
                        Map.entry("q-0", "问题一"),
                        Map.entry("q-1", "问题二"),
                        Map.entry("q-2", "问题三"),
                        Map.entry("q-3", "问题四"));
        assertThat(dataset.corpus())
                .containsExactly(
                        Map.entry("doc-0", "答案一"),
                        Map.entry("doc-1", "答案二"),
                        Map.entry("doc-2", "答案三"),
                        Map.entry("doc-3", "答案四"));
        assertThat(dataset.relevantDocs())
                .isEqualTo(Map.of(
                        "q-0", Map.of("doc-0", 1),
                        "q-1", Map.of("doc-1", 1),
                        "q-2", Map.of("doc-0", 1),
                        "q-3", Map.of("doc-3", 1)));
        assertThat(dataset.negativeDocs()).isEqualTo(Map.of("q-0", List.of("doc-1"), "q-1", List.of("doc-2")));
        assertThat(conversion.report().text())
                .isEqualTo(
                        """
                        6 rows read
                        skipped: 1 x row whose query came before
                        skipped: 1 x row without a query
                        skipped: 1 x row without a hard negative document
                        skipped: 1 x hard negative that is relevant to its query
                        val is the published draw: 0 of 4 queries, seed 42""");
    }

    /** {@code random.seed(42); random.sample(range(500), 5)} of Python 3.11.7 is [327, 57, 12, 379, 140]. */
    @Test
    void drawsThePublishedVal() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add(String.format(
                    "{\"Query\":\"q%d\",\"Positive Document\":\"p%d\",\"Hard Negative Document\":\"n%d\"}", i, i, i));
        }
        Path file = Files.write(folder.resolve("rows.jsonl"), lines);

        RagDataset dataset = converter.convert(file, ConvertOptions.DEFAULTS).dataset();

        assertThat(dataset.split("val")).containsExactly("q-12", "q-57", "q-140", "q-327", "q-379");
        assertThat(dataset.split("train")).hasSize(495).doesNotContain("q-12").startsWith("q-0", "q-1");
        assertThat(dataset.corpus()).hasSize(1000).containsEntry("doc-1", "n0");
    }

    @Test
    void aFolderIsReadInTheOrderOfItsNames() throws IOException {
        String row = "{\"Query\":\"%s\",\"Positive Document\":\"p\",\"Hard Negative Document\":\"n\"}";
        Files.writeString(folder.resolve("b.jsonl"), row.formatted("second"));
        Files.writeString(folder.resolve("a.jsonl"), row.formatted("first") + "\n\n");
        Files.writeString(folder.resolve("README.md"), "not data");

        Conversion conversion = converter.convert(folder, ConvertOptions.DEFAULTS.withName("joined"));

        assertThat(conversion.dataset().name()).isEqualTo("joined");
        assertThat(conversion.dataset().queries().values()).containsExactly("first", "second");
    }

    @Test
    void namesTheColumnsItFoundAndTheOneItMisses() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"Query\": \"q\", \"Answer\": \"a\"}");

        assertThatThrownBy(() -> converter.convert(file, ConvertOptions.DEFAULTS))
                .hasMessage("rows.jsonl line 1: no column for the positive document: found \"Query\", \"Answer\";"
                        + " expected one of \"positive document\"; rename the column");
    }
}
