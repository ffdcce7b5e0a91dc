package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetWriterTest {
    @TempDir
    private Path folder;

    private final RagDataset dataset = RagDataset.builder("set")
            .query("q-1", "第一?")
            .query("q-2", "a \"second\" 😀")
            .passage("doc-1", "one\nline")
            .passage("doc-2", "two")
            .relevant("q-1", "doc-1")
            .relevant("q-2", "doc-2", 2)
            .relevant("q-2", "doc-1", 0)
            .negative("q-1", "doc-2")
            .referenceAnswer("q-1", "answer")
            .split("train", List.of("q-1"))
            .split("val", List.of("q-2"))
            .pairScore("q-1", "doc-1", 0.1f)
            .build();

    @Test
    void writesOneEntryALine() throws IOException {
        Path file = folder.resolve("set.json");

        DatasetWriter.write(dataset, file);

        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        {
                         "queries" : {
                          "q-1" : "第一?",
                          "q-2" : "a \\"second\\" 😀"
                         },
                         "corpus" : {
                          "doc-1" : "one\\nline",
                          "doc-2" : "two"
                         },
                         "relevant_docs" : {
                          "q-1" : [ "doc-1" ],
                          "q-2" : {
                           "doc-2" : 2,
                           "doc-1" : 0
                          }
                         },
                         "negative_docs" : {
                          "q-1" : [ "doc-2" ]
                         },
                         "reference_answers" : {
                          "q-1" : "answer"
                         },
                         "queries_split" : {
                          "train" : [ "q-1" ],
                          "val" : [ "q-2" ]
                         },
                         "pair_scores" : {
                          "q-1" : {
                           "doc-1" : 0.1
                          }
                         }
                        }
                        """);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("set.json"), "something older");

        DatasetWriter.write(dataset, file);

        assertThat(DatasetReader.read(file)).isEqualTo(dataset);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anInterruptedWriteLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("set.json"), "something older");

        assertThatThrownBy(() -> AtomicFile.write(file, bytes -> {
                    bytes.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": writing failed: No space left on device; nothing was changed; make room on the"
                        + " disk or choose another folder");
        assertThat(file).hasContent("something older");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void saysThatTheFolderIsMissingOrTheTargetIsAFolder() {
        Path file = folder.resolve("missing").resolve("set.json");

        assertThatThrownBy(() -> DatasetWriter.write(dataset, file))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": the folder " + file.getParent() + " does not exist; create it or choose another");
        assertThatThrownBy(() -> DatasetWriter.write(dataset, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder + ": this is a folder; expected the name of a file to write; name one");
    }
}
