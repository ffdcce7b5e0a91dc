package io.retune.cli.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.cli.CommandRun;
import io.retune.cli.Harbour;
import io.retune.cli.service.RunView;
import io.retune.cli.service.Services;
import io.retune.dataset.DatasetReader;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs that a tiny model learns from in seconds: their data sets, how they are asked for, how their end is awaited. */
final class RingRuns {
    /** Passages that are asked for, and queries that decide, in each data set. */
    static final int PASSAGES = 110;
    /** Passages more in {@link #large}, so that encoding takes seconds. */
    static final int MORE = 3000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path home;
    private final Path model;
    private final Path target;
    private final Path guard;
    private final Path large;

    /** Writes model and data sets into a folder. */
    RingRuns(Path folder, Path home) throws IOException {
        this.folder = folder;
        this.home = home;
        this.model = TinyModel.bert(folder.resolve("model"));
        this.target = Harbour.write(folder.resolve("harbour.json"));
        this.guard = Harbour.write(folder.resolve("basin.json"), 6, 0);
        this.large = Harbour.write(folder.resolve("quay.json"), 7, MORE);
    }

    Path model() {
        return model;
    }

    Path target() {
        return target;
    }

    /** The target's documents, id to text. */
    Map<String, String> targetCorpus() {
        return DatasetReader.read(target).corpus();
    }

    Path guard() {
        return guard;
    }

    Path large() {
        return large;
    }

    /** Loads a data set into an index and asks for a run that trains so many epochs; returns the run's id. */
    String begin(Path dataset, String index, int epochs) throws IOException {
        String recipe = "--range-min 5 --range-max 40 --negatives 3 --batch-size 16 --learning-rate 2e-3 --epochs ";
        return begin(dataset, index, (recipe + epochs).split(" ", -1));
    }

    /** Loads the target into an index and asks for a run that moves its passages; returns the run's id. */
    String beginNudge(String index) throws IOException {
        return begin(target, index, "--method", "nudge-n");
    }

    private String begin(Path dataset, String index, String... recipe) throws IOException {
        Path json = folder.resolve("run.json");
        List<String> command = new ArrayList<>(List.of("run", dataset.toString(), "--index", index));
        Collections.addAll(command, "--guard", guard.toString(), "--model", model.toString(), "--dtype", "fp32");
        Collections.addAll(command, recipe);
        Collections.addAll(command, "--no-follow", "--json", json.toString());
        CommandRun asked = RingStack.command(home, command.toArray(String[]::new));
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        return JSON.readTree(json.toFile()).path("run").asText();
    }

    /** Compares base and checkpoint on the files, without the ring. */
    JsonNode compare(Path checkpoint, long seed) throws IOException {
        Path json = folder.resolve("compare.json");
        CommandRun compared = RingStack.command(
                folder.resolve("files"),
                "compare",
                target.toString(),
                "--base",
                model.toString(),
                "--candidate",
                checkpoint.toString(),
                "--guard",
                guard.toString(),
                "--dtype",
                "fp32",
                "--seed",
                Long.toString(seed),
                "--json",
                json.toString());
        assertThat(compared.exitCode()).as(compared.err()).isZero();
        return JSON.readTree(json.toFile());
    }

    /** Waits until a run has ended, promoted ones live or superseded. */
    static RunView awaitEnd(Services services, String run) {
        return await("the end of run " + run)
                .atMost(Waiting.RUN)
                .until(() -> services.eval().run(run), RunView::hasEnded);
    }
}
