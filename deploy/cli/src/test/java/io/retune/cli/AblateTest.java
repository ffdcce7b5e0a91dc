package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retune ablate} on a tiny model; the keys are those of docs/design.md section 10. */
class AblateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

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
    void armsOfEqualCostAreComparedOnDevOnGuardsAndAtLastOnVal() throws IOException {
        CommandRun mined =
                run("mine", dataset, "--model", model, "--dtype", "fp32", "--negatives", "2", "-o", path("mined.json"));
        assertThat(mined.exitCode()).as(mined.err()).isZero();

        JsonNode first = ablate("--final");

        assertThat(keys(first))
                .contains("dataset", "model", "seeds", "runs", "dev", "guards", "val", "meaning", "seconds");
        assertThat(first.path("runs")).hasSize(6);
        assertThat(keys(first.path("runs").path(0)))
                .containsExactly("arm", "seed", "pairs", "tokens", "steps", "best_step", "seconds");
        assertEqualCost(first.path("runs"));
        JsonNode dev = first.path("dev");
        assertThat(dev.path("split").asText()).isEqualTo("dev");
        assertThat(dev.path("queries").asInt()).isEqualTo(132);
        assertThat(dev.path("rows"))
                .extracting(row -> row.path("arm").asText())
                .containsExactly("unchanged", "none", "given", "mined");
        assertThat(keys(dev.path("rows").path(2))).containsExactly("arm", "mean", "by_seed", "difference");
        assertThat(dev.path("rows").path(2).path("by_seed")).hasSize(2);
        assertThat(keys(dev.path("rows").path(2).path("difference")))
                .containsExactly("mean", "low", "high", "p_value", "minimum_detectable");
        assertThat(dev.path("rows").path(1).path("difference").isNull()).isTrue();
        assertThat(dev.path("rows").path(1).path("mean").asDouble())
                .isGreaterThan(dev.path("rows").path(0).path("mean").asDouble() + 0.02);
        assertThat(first.path("guards").path(0).path("split").asText()).isEqualTo("selection half");
        assertThat(first.path("val").path("queries").asInt()).isEqualTo(110);
        assertThat(first.path("meaning").size()).isGreaterThanOrEqualTo(3);
        assertThat(Files.readString(folder.resolve("home").resolve("ledger.jsonl"))
                        .lines())
                .hasSize(1)
                .allMatch(line -> line.contains("ablate"));

        List<String> page = Files.readAllLines(folder.resolve("page.md"));
        assertThat(page.get(0))
                .matches("\\| arm +\\| seed +\\| pairs +\\| tokens +\\| steps +\\| best step +\\| seconds +\\|");
        assertThat(page)
                .anyMatch(line -> line.matches(
                        "\\| nDCG@10 +\\| mean +\\| by seed +\\| against none +\\| 95 % interval +\\| p +\\|"))
                .anyMatch(line -> line.matches(
                        "\\| mined +\\| 0\\.\\d{5} \\| 0\\.\\d{5} 0\\.\\d{5} \\| [+-].* pp +\\| .* to .*\\|.*\\|"))
                .anyMatch(line -> line.startsWith("* mined, dev: given "))
                .anyMatch(line -> line.startsWith("* highest on dev is "));

        // What is done is not done again, and val stays closed unless asked for.
        Path checkpoint = folder.resolve("ablation/none-1/checkpoint/model.safetensors");
        FileTime written = Files.getLastModifiedTime(checkpoint);
        JsonNode again = ablate();
        assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(written);
        assertThat(again.path("dev")).isEqualTo(dev);
        assertThat(again.path("runs")).isEqualTo(first.path("runs"));
        assertThat(again.path("val").isNull()).isTrue();
        assertThat(Files.readString(folder.resolve("home").resolve("ledger.jsonl"))
                        .lines())
                .hasSize(1);
    }

    @Test
    void whatCannotBeAblatedIsRefusedInOneLine() {
        assertRefused(
                run("ablate", dataset, "--model", model, "-o", path("a"), "--negatives", "none,given"),
                "harbour: negative_docs has none for the queries of train, expected some for the arm given; leave given"
                        + " out of --negatives or take a data set with negatives");
        assertRefused(
                run("ablate", dataset, "--model", model, "-o", path("a"), "--negatives", "mined"),
                "--negatives: found [MINED], expected 2 or more, each once; correct the list");
        assertRefused(
                run("ablate", dataset, "--model", model, "-o", path("a"), "--seeds", "1,1"),
                "--seeds: found [1, 1], expected 1 or more, each once; correct the list");
    }

    private static void assertRefused(CommandRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).last().asString().endsWith(message);
    }

    private static void assertEqualCost(JsonNode runs) {
        long first = runs.path(0).path("tokens").asLong();
        for (JsonNode run : runs) {
            // What is missing is less than an example in each of the two epochs.
            assertThat(run.path("tokens").asLong()).isBetween(first - 2 * 40, first);
        }
        assertThat(runs.path(1).path("pairs").asInt())
                .isLessThan(runs.path(0).path("pairs").asInt());
    }

    private JsonNode ablate(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "ablate",
                path("mined.json"),
                "--negatives",
                "none,given,mined",
                "--model",
                model,
                "--dtype",
                "fp32",
                "--seeds",
                "1,2",
                "--epochs",
                "2",
                "--batch-size",
                "16",
                "--learning-rate",
                "2e-3",
                "--evaluations",
                "2",
                "--mined-negatives",
                "3",
                "--guard",
                dataset,
                "-o",
                path("ablation"),
                "--markdown",
                path("page.md"),
                "--json",
                path("result.json")));
        args.addAll(List.of(more));
        CommandRun run = run(args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return JSON.readTree(folder.resolve("result.json").toFile());
    }

    private CommandRun run(String... args) {
        return CommandRun.of(folder.resolve("home"), args);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
