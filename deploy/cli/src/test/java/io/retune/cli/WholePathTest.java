package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands one after another, on a tiny model; the keys are those of docs/design.md section 10. */
class WholePathTest {
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
    void evaluateMineTrainCompare() throws IOException {
        JsonNode base = run(0, "evaluate", dataset, "--model", model, "--dtype", "fp32");
        assertThat(keys(base))
                .contains(
                        "dataset",
                        "split",
                        "model",
                        "passage_identity",
                        "query_identity",
                        "queries",
                        "passages",
                        "metrics",
                        "per_query",
                        "seconds");
        assertThat(base.path("queries").asInt()).isEqualTo(110);
        assertThat(base.path("looks").asInt()).isEqualTo(1);
        assertThat(base.path("per_query")).hasSize(110);
        assertThat(keys(base.path("metrics"))).hasSize(20).contains("ndcg_at_1", "mrr_at_10");

        JsonNode mined = run(
                0,
                "mine",
                dataset,
                "--model",
                model,
                "--dtype",
                "fp32",
                "--range-min",
                "5",
                "--range-max",
                "40",
                "--negatives",
                "3",
                "-o",
                path("mined.json"));
        assertThat(keys(mined)).contains("queries", "negatives", "removed", "seconds", "positive_scores", "samples");
        assertThat(mined.path("negatives").asInt()).isEqualTo(3 * 440);

        JsonNode trained = run(
                0,
                "train",
                path("mined.json"),
                "--model",
                model,
                "--dtype",
                "fp32",
                "--epochs",
                "4",
                "--batch-size",
                "16",
                "--learning-rate",
                "2e-3",
                "--guard",
                dataset,
                "-o",
                path("checkpoint"));
        assertThat(keys(trained))
                .contains(
                        "checkpoint",
                        "method",
                        "steps",
                        "best_step",
                        "dev",
                        "guards",
                        "tokens_per_second",
                        "peak_memory_bytes",
                        "seconds");
        assertThat(ndcg(trained.path("dev").path("best")))
                .isGreaterThan(ndcg(trained.path("dev").path("base")));

        JsonNode compared = run(
                0,
                "compare",
                dataset,
                "--base",
                model,
                "--candidate",
                path("checkpoint"),
                "--dtype",
                "fp32",
                "--guard",
                dataset);
        assertThat(keys(compared)).contains("decision", "reasons", "target", "guards", "looks");
        assertThat(compared.path("decision").asText()).isEqualTo("promoted");
        assertThat(keys(compared.path("target").path("difference").path("ndcg_at_10")))
                .containsExactly("mean", "low", "high", "p_value", "minimum_detectable");
        assertThat(ndcg(compared.path("target").path("base"))).isEqualTo(ndcg(base.path("metrics")));
        // The evaluation, the target of the comparison and its guard, which are the same queries here.
        assertThat(compared.path("looks").asInt()).isEqualTo(3);

        // The other way round it is worse, and a model against itself is neither.
        run(3, "compare", dataset, "--base", path("checkpoint"), "--candidate", model, "--dtype", "fp32");
        run(4, "compare", dataset, "--base", model, "--candidate", model, "--dtype", "fp32");
    }

    @Test
    void aTrainingThatHelpsNothingWritesNoCheckpoint() throws IOException {
        JsonNode result = run(
                5,
                "train",
                dataset,
                "--model",
                model,
                "--dtype",
                "fp32",
                "--learning-rate",
                "0.9",
                "--alphas",
                "0.5,1",
                "-o",
                path("checkpoint"));
        assertThat(result.path("checkpoint").isNull()).isTrue();
        assertThat(result.path("sweep").path("points")).hasSize(2);
        assertThat(result.path("best_step").asInt()).isZero();
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nudge-n", "nudge-m"})
    void aNudgeMovesPassagesAndKeepsTheNetwork(String method) throws IOException {
        JsonNode base = run(0, "evaluate", dataset, "--model", model, "--dtype", "fp32");
        JsonNode trained = run(
                0,
                "train",
                dataset,
                "--model",
                model,
                "--dtype",
                "fp32",
                "--method",
                method,
                "--guard",
                dataset,
                "-o",
                path("checkpoint"));

        assertThat(trained.path("method").asText()).isEqualTo(method);
        assertThat(trained.path("nudge").path("gamma").asDouble()).isPositive();
        assertThat(trained.path("nudge").path("moved_passages").asInt()).isBetween(1, 110);
        assertThat(ndcg(trained.path("dev").path("best")))
                .isGreaterThan(ndcg(trained.path("dev").path("base")));
        JsonNode moved = run(0, "evaluate", dataset, "--model", path("checkpoint"), "--dtype", "fp32");
        assertThat(ndcg(moved.path("metrics"))).isGreaterThan(ndcg(base.path("metrics")));
        assertThat(moved.path("passage_identity")).isNotEqualTo(base.path("passage_identity"));
        assertThat(moved.path("query_identity")).isEqualTo(base.path("query_identity"));
    }

    @Test
    void loraWithAGuardThenMergedHalfwayWithTheBase() throws IOException {
        String guard = Harbour.write(folder.resolve("guard.json"), 7, 0).toString();
        JsonNode trained = run(
                0,
                "train",
                dataset,
                "--model",
                model,
                "--dtype",
                "fp32",
                "--epochs",
                "4",
                "--batch-size",
                "16",
                "--method",
                "lora",
                "--lora-rank",
                "4",
                "--learning-rate",
                "2e-2",
                "--guard",
                guard,
                "--alphas",
                "0.5,1",
                "-o",
                path("checkpoint"));
        assertThat(trained.path("method").asText()).isEqualTo("lora");
        assertThat(trained.path("sweep").path("points")).hasSize(2);
        double alpha = trained.path("sweep").path("chosen").asDouble();
        assertThat(alpha).isIn(0.5, 1.0);
        assertThat(ndcg(trained.path("dev").path("best")))
                .isGreaterThan(ndcg(trained.path("dev").path("base")));
        JsonNode held = trained.path("guards").path("guard");
        assertThat(ndcg(held.path("best"))).isGreaterThan(ndcg(held.path("base")) - 0.005);
        assertThat(folder.resolve("checkpoint").resolve("adapter").resolve("adapter_model.safetensors"))
                .exists();
        assertThat(folder.resolve("checkpoint.training").resolve("sweep.svg")).exists();

        JsonNode merged = run(0, "merge", model, path("checkpoint"), "--weight", "0.25", "-o", path("merged"));
        assertThat(merged.path("models").get(0).path("share").asDouble()).isEqualTo(0.75);
        assertThat(merged.path("models").get(1).path("model").asText()).isEqualTo(path("checkpoint"));
        run(0, "evaluate", dataset, "--model", path("merged"), "--dtype", "fp32");
    }

    @Test
    void encodeWritesRowsInTheOrderOfTheLines() throws IOException {
        Files.writeString(folder.resolve("texts.jsonl"), "\"ebb\"\n{\"text\": \"flood\"}\n\n\"ebb\"\n");
        JsonNode result =
                run(0, "encode", path("texts.jsonl"), "--model", model, "--dtype", "fp32", "-o", path("vectors.npy"));

        assertThat(keys(result)).contains("texts", "tokens", "seconds", "tokens_per_second", "identity", "graph");
        assertThat(result.path("texts").asInt()).isEqualTo(3);
        byte[] file = Files.readAllBytes(folder.resolve("vectors.npy"));
        assertThat(new String(file, 10, 60, java.nio.charset.StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 32), }");
        ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(file.length - 3 * 32 * 4);
        float[] rows = new float[3 * 32];
        data.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(rows);
        assertThat(Arrays.copyOfRange(rows, 0, 32)).isEqualTo(Arrays.copyOfRange(rows, 64, 96));
        assertThat(Arrays.copyOfRange(rows, 0, 32)).isNotEqualTo(Arrays.copyOfRange(rows, 32, 64));
    }

    @Test
    void convertSplitsAndReports() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            lines.append("{\"query\": \"question number %d\", \"positive\": \"answer number %d\"}%n".formatted(i, i));
        }
        Files.writeString(folder.resolve("pairs.jsonl"), lines);
        JsonNode result =
                run(0, "convert", "pairs", path("pairs.jsonl"), "-o", path("converted.json"), "--val-share", "0.2");

        assertThat(result.path("splits").path("val").asInt()).isEqualTo(10);
        assertThat(result.path("splits").path("train").asInt()).isEqualTo(40);
        run(0, "evaluate", path("converted.json"), "--model", model);
    }

    /** Runs a command with {@code --json} and returns what it wrote. */
    private JsonNode run(int expectedExitCode, String... args) throws IOException {
        Path json = folder.resolve("result.json");
        Files.deleteIfExists(json);
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--json", json.toString()));
        CommandRun run = CommandRun.of(folder.resolve("home"), all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(expectedExitCode);
        return JSON.readTree(json.toFile());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static double ndcg(JsonNode metrics) {
        assertThat(metrics.has("ndcg_at_10")).isTrue();
        return metrics.path("ndcg_at_10").asDouble();
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
