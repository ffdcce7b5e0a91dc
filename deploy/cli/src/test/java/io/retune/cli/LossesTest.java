package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code retune train} with other losses and data, {@code retune merge} with a search, on files. */
class LossesTest {
    @TempDir
    Path folder;

    private String model;
    private String dataset;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModel.bert(folder.resolve("model")).toString();
        dataset = Harbour.write(folder.resolve("harbour.json")).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--loss symmetric",
                "--loss guided --guide-margin 0.02 --guide-margin-strategy relative",
                "--matryoshka 32,8",
                "--pull-to-base 1"
            })
    void aCheckpointComesOf(String flags) throws IOException {
        JsonNode trained = train(dataset, 0, flags.split(" "));
        assertThat(ndcg(trained, "best")).isGreaterThan(ndcg(trained, "base"));
    }

    @Test
    void aTeachersMarginsComeFromMiningOrFromAModel() throws IOException {
        String data = folder.resolve("mined.json").toString();
        CommandRun mining = CommandRun.of(
                folder.resolve("home"),
                ("mine " + dataset + " --model " + model + " --dtype fp32 --range-min 5 --range-max 40 --negatives 3"
                                + " --teacher " + model + " -o " + data)
                        .split(" "));
        assertThat(mining.exitCode()).as(mining.err()).isZero();

        // The same teacher, asked at different times.
        List<Double> mined = losses(data, "mined", "--loss", "margin-mse");
        List<Double> asked = losses(data, "asked", "--loss", "margin-mse", "--teacher", model);
        assertThat(mined).hasSizeGreaterThan(10).allMatch(loss -> loss > 0);
        for (int i = 0; i < mined.size(); i++) {
            assertThat(asked.get(i)).isCloseTo(mined.get(i), withinPercentage(0.1));
        }
    }

    private List<Double> losses(String data, String checkpoint, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("-o", folder.resolve(checkpoint).toString()));
        assertThat(run(data, all.toArray(String[]::new)).exitCode()).isIn(0, 5);
        List<Double> losses = new ArrayList<>();
        for (String line :
                Files.readAllLines(folder.resolve(checkpoint + ".training").resolve("curve.jsonl"))) {
            JsonNode step = new ObjectMapper().readTree(line);
            if (step.has("loss")) {
                losses.add(step.path("loss").asDouble());
            }
        }
        return losses;
    }

    @Test
    void whatALossLacksIsNamed() {
        assertThat(refused("--loss", "cosent"))
                .endsWith("harbour: has 0 scored pairs, expected at least 2; add pair_scores of queries in the split"
                        + " train");
        assertThat(refused("--loss", "margin-mse"))
                .endsWith("harbour: has query, passage, positive, expected query, positive, negatives, teacher scores"
                        + " for MarginMSELoss; add negatives, teacher scores or choose another loss");
        assertThat(refused("--guide", model))
                .endsWith(
                        "--guide: has no effect with --loss in-batch; expected --loss guided; add it or leave the flag"
                                + " out");
        assertThat(refused("--matryoshka", "4")).contains("--matryoshka [4]: lacks 32, all dimensions of ");
    }

    @Test
    void aNudgeDoesNotBeginWithAGuardThatCannotBeDivided() throws IOException {
        ObjectNode other =
                (ObjectNode) new ObjectMapper().readTree(Path.of(dataset).toFile());
        ((ObjectNode) other.path("queries_split")).remove("val");
        Path guard = folder.resolve("guard.json");
        new ObjectMapper().writeValue(guard.toFile(), other);
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                ("train " + dataset + " --model " + model + " --method nudge-n --guard " + guard + " -o "
                                + folder.resolve("nudged"))
                        .split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("guard: ");
        assertThat(folder.resolve("nudged")).doesNotExist();
    }

    @Test
    void aFlagThatALossDoesNotReadIsRefused() {
        assertThat(refused("--loss", "cosent", "--negatives-per-query", "2"))
                .endsWith(
                        "--negatives-per-query: has no effect with --loss cosent, which learns from pair_scores; leave"
                                + " the flag out or choose another loss");
    }

    @Test
    void theShareOfATunedModelIsLookedForAndAGuardIsNoTrainingData() throws IOException {
        String guard = Harbour.write(folder.resolve("guard.json")).toString();
        assertThat(refused("--distill", guard, "--guard", guard))
                .contains("--distill " + guard + ": is a guard's corpus; expected another data set");
        train(dataset, 0);

        Path json = folder.resolve("merge.json");
        Path merged = folder.resolve("merged");
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                ("merge " + model + " " + folder.resolve("checkpoint") + " --dtype fp32 --dataset " + dataset
                                + " --alphas 0.25,0.5,1 -o " + merged + " --json " + json)
                        .split(" "));
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode sweep = new ObjectMapper().readTree(json.toFile()).path("sweep");
        assertThat(sweep.path("points")).hasSize(3);
        assertThat(run.out())
                .contains("%.1f %%  ".formatted(100 * sweep.path("chosen").asDouble()));
        assertThat(merged.resolve("model.safetensors")).exists();
        assertThat(folder.resolve("merged.sweep/sweep.svg")).content().startsWith("<svg ");

        // The mean of the tuned model and the base itself lies halfway.
        CommandRun two = CommandRun.of(
                folder.resolve("home"),
                ("merge " + model + " " + folder.resolve("checkpoint") + " " + model + " --dtype fp32 --dataset "
                                + dataset + " --alphas 1 -o " + folder.resolve("two") + " --json " + json)
                        .split(" "));
        assertThat(two.exitCode()).as(two.err()).isZero();
        JsonNode mean = new ObjectMapper().readTree(json.toFile());
        assertThat(mean.path("sweep").path("points").get(0).path("dev"))
                .isEqualTo(sweep.path("points").get(1).path("dev"));
        assertThat(mean.path("models").findValuesAsText("share")).containsExactly("0.0", "0.5", "0.5");
    }

    @Test
    void generalDataIsKeptWithoutAGuardsQuestionsAndIsNamedInTheResult() throws IOException {
        ObjectNode other =
                (ObjectNode) new ObjectMapper().readTree(Path.of(dataset).toFile());
        ((ObjectNode) other.path("corpus")).put("more", "z z z");
        Path general = folder.resolve("general.json");
        new ObjectMapper().writeValue(general.toFile(), other);
        String guard = Harbour.write(folder.resolve("guard.json")).toString();
        String[] all = {"--distill", general.toString(), "--guard", guard};
        assertThat(refused(all))
                .endsWith(
                        "general: has 0 training pairs, expected at least 2; add queries with relevant passages to the split train");

        JsonNode trained = train(
                dataset, 0, "--distill", general.toString(), "--with", general.toString(), "--matryoshka", "32,8");
        assertThat(trained.path("also_trained")).hasToString("[\"general\",\"general\"]");
    }

    @Test
    void twoModelsThatAreTheSameLeaveNothingToChoose() {
        String merged = folder.resolve("merged").toString();
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                ("merge " + model + " " + model + " --dtype fp32 --dataset " + dataset + " -o " + merged).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(5);
        assertThat(run.out()).isEqualTo("unchanged: the first model stays; no model was written\n");
        assertThat(folder.resolve("merged")).doesNotExist();
    }

    @Test
    void aMergedModelKeepsTheInstructionItWasMeasuredWith() {
        Path merged = folder.resolve("merged");
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                ("merge " + model + " " + model + " --query-instruction ask: -o " + merged).split(" "));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ModelFolder.open("merged", merged).description().prompts().query())
                .isEqualTo("ask:");

        CommandRun compared = CommandRun.of(
                folder.resolve("home"),
                ("compare " + dataset + " --base " + model + " --candidate " + merged).split(" "));
        assertThat(compared.err())
                .contains(
                        "prompts    base \"\" before queries, \"\" before passages; candidate \"ask:\" before queries");
    }

    @Test
    void whatSelectsOrJudgesDoesNotTrainUnderAnotherName() {
        // The whole of train once more, of which the target sets a part apart.
        CommandRun run = run(dataset, "--with", dataset);

        assertThat(run.exitCode()).as(run.err()).isIn(0, 5);
        Matcher dev = Pattern.compile("dev: (\\d+) of (\\d+) queries").matcher(run.err());
        assertThat(dev.find()).as(run.err()).isTrue();
        assertThat(run.err())
                .contains(
                        "--with %s: %s of %s queries left out: they are blank, or stand in dev or val of harbour or in a guard"
                                .formatted(dataset, dev.group(1), dev.group(2)));
    }

    private String refused(String... flags) {
        CommandRun run = run(dataset, flags);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        return run.err().lines().reduce((first, second) -> second).orElseThrow();
    }

    private JsonNode train(String data, int exitCode, String... flags) throws IOException {
        CommandRun run = run(data, flags);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(folder.resolve("train.json").toFile());
    }

    private CommandRun run(String data, String... flags) {
        List<String> args = new ArrayList<>(List.of("train", data, "--model", model, "--dtype", "fp32"));
        args.addAll(List.of("--epochs", "3", "--batch-size", "32", "--learning-rate", "2e-3", "--alphas", "1"));
        if (!List.of(flags).contains("-o")) {
            args.addAll(List.of("-o", folder.resolve("checkpoint").toString()));
        }
        args.addAll(List.of("--json", folder.resolve("train.json").toString()));
        args.addAll(List.of(flags));
        return CommandRun.of(folder.resolve("home"), args.toArray(String[]::new));
    }

    private static double ndcg(JsonNode trained, String which) {
        return trained.path("dev").path(which).path("ndcg_at_10").asDouble();
    }
}
