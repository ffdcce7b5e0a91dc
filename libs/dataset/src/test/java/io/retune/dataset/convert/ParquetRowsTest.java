package io.retune.dataset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetRowsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"infgrad-snappy.parquet", "infgrad-zstd.parquet"})
    void readsRowGroupsCodecsAndNulls(String name) throws IOException {
        Path file = Fixture.copy(name, folder);
        List<String> places = new ArrayList<>();
        List<String> queries = new ArrayList<>();

        ParquetRows.read(file, row -> {
            places.add(row.place());
            queries.add(row.text("Query"));
            assertThat(row.columns()).containsExactly("Query", "Positive Document", "Hard Negative Document");
        });

        assertThat(queries).containsExactly("问题一", "问题二", "问题一", null, "问题三", "问题四");
        assertThat(places).startsWith(name + " row 1").endsWith(name + " row 6");
    }

    @Test
    void readsNumbersAndListsOfText() throws IOException {
        List<Row> rows = new ArrayList<>();
        ParquetRows.read(Fixture.copy("types-lz4.parquet", folder), rows::add);

        Row first = rows.get(0);
        assertThat(first.value("negative")).isEqualTo(Arrays.asList("x", null, "y"));
        assertThat(first.texts("negative")).containsExactly("x", "y");
        assertThat(rows.get(1).texts("negative")).isEmpty();
        assertThat(rows.get(2).texts("negative")).isEmpty();
        assertThat(first.id("int")).isEqualTo("1");
        assertThat(first.id("small")).isEqualTo("1");
        assertThat(first.number("float")).isEqualTo(0.5);
        assertThat(first.number("double")).isEqualTo(0.25);
        assertThat(rows.get(2).number("double")).isNaN();
        assertThat(first.value("flag")).isEqualTo(true);
        assertThat(first.value("nowhere")).isNull();
        assertThatThrownBy(() -> first.text("struct"))
                .isInstanceOf(DatasetException.class)
                .hasMessage("types-lz4.parquet row 1: column \"struct\" is \"optional group struct {   optional int64"
                        + " a; }\" (an object); expected text; correct the row");
        assertThatThrownBy(() -> first.texts("numbers"))
                .hasMessage("types-lz4.parquet row 1: column \"numbers\" is \"optional int64 element\" (an object);"
                        + " expected text; correct the row");
    }

    @Test
    void saysWhichCodecItCannotRead() throws IOException {
        Path file = Fixture.copy("infgrad-gzip.parquet", folder);

        assertThatThrownBy(() -> ParquetRows.read(file, row -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessage("infgrad-gzip.parquet: column Query is compressed with GZIP; expected one of [UNCOMPRESSED,"
                        + " SNAPPY, ZSTD, LZ4_RAW]; write the file again (pyarrow: compression=\"snappy\")");
    }

    @Test
    void saysThatAFileIsNotParquet() throws IOException {
        Path file = Files.writeString(folder.resolve("no.parquet"), "{\"query\": \"this is JSON\"}");

        assertThatThrownBy(() -> ParquetRows.read(file, row -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessage("no.parquet: this is not a Parquet file, or a damaged one; expected one as pyarrow writes"
                        + " it; fetch or write it again");
        Path missing = folder.resolve("missing.parquet");
        assertThatThrownBy(() -> ParquetRows.read(missing, row -> {}))
                .hasMessage(missing + ": there is no such file; check the path");
    }

    @Test
    void aDamagedPageIsAnError() throws IOException {
        Path file = Fixture.copy("infgrad-snappy.parquet", folder);
        byte[] bytes = Files.readAllBytes(file);
        bytes[10] ^= 0x55;
        bytes[20] ^= 0x55;
        Files.write(file, bytes);

        assertThatThrownBy(() -> ParquetRows.read(file, row -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessage("infgrad-snappy.parquet: this is not a Parquet file, or a damaged one; expected one as"
                        + " pyarrow writes it; fetch or write it again");
    }
}
