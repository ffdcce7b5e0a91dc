package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retune mine} beyond what {@link WholePathTest} goes through. */
class MineTest {
    @TempDir
    Path folder;

    private String model;
    private String dataset;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModel.bert(folder.resolve("model")).toString();
        dataset = Harbour.write(folder.resolve("harbour.json")).toString();
    }

    @Test
    void aFurtherRoundAddsToTheFirstAndTheAuditAddsUp() throws IOException {
        mine(dataset, "first.json", "--negatives", "3");
        JsonNode audit = mine(folder.resolve("first.json").toString(), "second.json", "--negatives", "2", "--keep");

        RagDataset first = DatasetReader.read(folder.resolve("first.json"));
        RagDataset second = DatasetReader.read(folder.resolve("second.json"));
        second.negativeDocs().forEach((query, negatives) -> assertThat(negatives)
                .hasSize(5)
                .startsWith(first.negativeDocs().get(query).toArray(String[]::new)));
        assertThat(audit.path("removed").path("already_negative").asInt()).isEqualTo(3 * 440);
        assertThat(audit.path("negatives").asInt()).isEqualTo(2 * 440);
        long removed = StreamSupport.stream(audit.path("removed").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
        assertThat(audit.path("ranked").asLong())
                .isEqualTo(removed + audit.path("allowed").asLong());
        assertThat(audit.path("samples")).hasSize(20);
        assertThat(audit.path("samples").path(0).path("negatives")).hasSize(2);
    }

    @Test
    void aTeachersScoresAreWrittenBesideTheNegatives() throws IOException {
        mine(dataset, "mined.json", "--negatives", "3", "--teacher", model, "--max-score", "0.99");

        RagDataset mined = DatasetReader.read(folder.resolve("mined.json"));
        assertThat(mined.pairScores()).hasSize(440);
        mined.negativeDocs().forEach((query, negatives) -> {
            assertThat(mined.pairScores().get(query)).containsKeys(negatives.toArray(String[]::new));
            negatives.forEach(
                    id -> assertThat(mined.pairScores().get(query).get(id)).isLessThanOrEqualTo(0.99f));
        });
    }

    @Test
    void aTeachersInstructionNeedsATeacher() {
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                "mine",
                dataset,
                "--model",
                model,
                "--teacher-query-instruction",
                "find: ",
                "-o",
                folder.resolve("mined.json").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .last()
                .asString()
                .endsWith("--teacher-query-instruction: found without --teacher, expected both; name a teacher or leave"
                        + " the instruction out");
    }

    private JsonNode mine(String input, String output, String... more) throws IOException {
        Path json = folder.resolve("audit.json");
        List<String> args = new ArrayList<>(
                List.of("mine", input, "--model", model, "--dtype", "fp32", "--range-min", "5", "--range-max", "40"));
        args.addAll(List.of("-o", folder.resolve(output).toString(), "--json", json.toString()));
        args.addAll(List.of(more));
        CommandRun run = CommandRun.of(folder.resolve("home"), args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }
}
