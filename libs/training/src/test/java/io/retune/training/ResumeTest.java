package io.retune.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.Selection;
import io.retune.training.selection.SelectionOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training comes to does not depend on how often its process died, nor on what its disk lost. */
class ResumeTest {
    /** 27 steps, looks after the steps 5, 15 and 27; dropout, so that there is random state to restore. */
    private static final TrainingOptions OPTIONS =
            TinyData.options(6, 13, 0, 2e-3).withSelection(new SelectionOptions(3, 0, 2));

    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = ModelFolder.open("tiny", TinyModel.bert(folder.resolve("model")));
    }

    /** The process of {@link #processesKilledAtSeveralStepsEndInTheSameBytes}: a model folder, and a state folder. */
    public static void main(String[] arguments) {
        train(ModelFolder.open("tiny", Path.of(arguments[0])), Path.of(arguments[1]), new TrainingListener() {
            @Override
            public void stepped(Step step) {
                System.out.println("step " + step.step());
            }
        });
        System.out.println("done");
    }

    @Test
    void processesKilledAtSeveralStepsEndInTheSameBytes() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        TrainingResult undisturbed = train(model, whole, TrainingListener.NONE);

        Path killed = folder.resolve("killed");
        for (String last : List.of("step 3", "step 7", "step 16")) {
            kill(killed, last);
        }
        TrainingResult resumed = train(model, killed, TrainingListener.NONE);

        assertThat(resumed.bestStep()).isEqualTo(undisturbed.bestStep());
        assertThat(resumed.weights().orElseThrow())
                .hasSameBinaryContentAs(undisturbed.weights().orElseThrow());
        assertThat(TinyData.curve(killed)).isEqualTo(TinyData.curve(whole));
        assertThat(names(killed)).isEqualTo(names(whole));
        assertThat(killed.resolve("step-27/moments.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("step-27/moments.safetensors"));
    }

    @Test
    void twoStepsAreKeptAndADamagedNewestOneIsGivenUpAloud() throws IOException {
        Path whole = folder.resolve("whole");
        TrainingResult undisturbed = train(model, whole, TrainingListener.NONE);
        assertThat(names(whole)).contains("step-15", "step-27").doesNotContain("step-5");

        // A resume must leave the older step what it needs as well.
        train(model, whole, TrainingListener.NONE);
        Path weights = whole.resolve("step-27/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        Heard heard = new Heard();
        List<String> curve = TinyData.curve(whole);
        TrainingResult resumed = train(model, whole, heard);

        assertThat(heard.damaged).singleElement().asString().startsWith(weights + ": sha256 is ");
        assertThat(heard.resumed).containsExactly(15);
        assertThat(heard.steps).hasSize(12);
        assertThat(resumed.bestStep()).isEqualTo(undisturbed.bestStep());
        assertThat(TinyData.curve(whole)).isEqualTo(curve);
    }

    @Test
    void aTornSealAndALostFinalistCountAsDamageAndTheTrainingStartsAnew() throws IOException {
        Path whole = folder.resolve("whole");
        train(model, whole, TrainingListener.NONE);
        List<String> curve = TinyData.curve(whole);
        Files.writeString(whole.resolve("step-27/sha256sums"), "\0\0\n\0\0\n\0\0");
        try (Stream<Path> files = Files.list(whole)) {
            for (Path finalist : files.filter(
                            file -> file.getFileName().toString().startsWith("finalist-"))
                    .toList()) {
                Files.delete(finalist.resolve("weights.safetensors"));
            }
        }

        Heard heard = new Heard();
        train(model, whole, heard);

        assertThat(heard.damaged).hasSize(2);
        assertThat(heard.damaged.get(0))
                .startsWith(whole.resolve("step-27") + ": cannot be read (java.nio.file.InvalidPathException");
        assertThat(heard.damaged.get(1)).contains("finalist-").contains("has 0 files, expected the 1 of sha256sums");
        assertThat(heard.resumed).isEmpty();
        assertThat(heard.steps).hasSize(27);
        assertThat(TinyData.curve(whole)).isEqualTo(curve);
    }

    @Test
    void aTrainingThatRanOutOfPatienceDoesNotGoOnWhenItIsRepeated() {
        // A rate that destroys the model at the first step.
        TrainingOptions hopeless = TinyData.options(6, 13, 0, 0.9).withSelection(new SelectionOptions(3, 1, 1));
        Heard first = new Heard();
        TrainingResult result = train(model, hopeless, folder.resolve("state"), first);
        Heard second = new Heard();
        train(model, hopeless, folder.resolve("state"), second);

        assertThat(result.bestStep()).isZero();
        assertThat(result.steps()).isEqualTo(5);
        assertThat(first.steps).hasSize(5);
        assertThat(first.endedEarly).containsExactly(5);
        assertThat(second.steps).isEmpty();
    }

    private static final class Heard implements TrainingListener {
        final List<String> damaged = new ArrayList<>();
        final List<Integer> resumed = new ArrayList<>();
        final List<Integer> steps = new ArrayList<>();
        final List<Integer> endedEarly = new ArrayList<>();

        @Override
        public void damaged(String what) {
            damaged.add(what);
        }

        @Override
        public void resumed(int step) {
            resumed.add(step);
        }

        @Override
        public void stepped(Step step) {
            steps.add(step.step());
        }

        @Override
        public void endedEarly(int step, int patience) {
            endedEarly.add(step);
        }
    }

    private static TrainingResult train(ModelFolder model, Path state, TrainingListener listener) {
        return train(model, OPTIONS, state, listener);
    }

    private static TrainingResult train(
            ModelFolder model, TrainingOptions options, Path state, TrainingListener listener) {
        RagDataset dataset = TinyData.keys();
        DevSelection dev = new DevSelection(
                model,
                Dtype.FP32,
                dataset,
                dataset.split(RagDataset.DEV),
                List.copyOf(dataset.corpus().keySet()));
        Selection selection = Selection.onPool(dev, TinyData.unchanged(dev));
        return new Trainer(model, List.of(TinyData.set(dataset)), options, Optional.of(selection), listener).run(state);
    }

    /** Starts a training in a process of its own and kills that when it has said a line. */
    private void kill(Path state, String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResumeTest.class.getName(),
                        model.folder().toString(),
                        state.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String next = output.readLine(); next != null; next = output.readLine()) {
                said.add(next);
                if (next.equals(line)) {
                    process.destroyForcibly();
                    break;
                }
            }
        }
        assertThat(process.waitFor()).isNotZero();
        assertThat(said).contains(line).doesNotContain("done");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
