package io.retune.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.metrics.MetricReport;
import io.retune.training.selection.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A training's course as JSON Lines: one line per step, one per look at dev and guards, one per finalist judged. A step's
 * {@code measured} (speed, memory) is what the machine had to say about it; everything else follows from the job, and is
 * the same in every repetition.
 */
final class LearningCurve {
    private static final String JUDGED = "judged";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    LearningCurve(Path file) {
        this.file = file;
    }

    void add(TrainingListener.Step step, long residentBytes) {
        ObjectNode line = JSON.createObjectNode()
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("loss", step.loss())
                .put("learning_rate", step.learningRate())
                .put("gradient_norm", step.gradientNorm());
        line.putObject("measured")
                .put("tokens_per_second", Math.round(step.tokensPerSecond()))
                .put("resident_bytes", residentBytes);
        append(line);
    }

    void add(int step, Selection.Report look) {
        ObjectNode line = JSON.createObjectNode().put("step", step);
        look.dev().means().forEach(line.putObject("dev")::put);
        if (!look.guards().isEmpty()) {
            ObjectNode guards = line.putObject("guards");
            look.guards().forEach((name, guard) -> guard.means().forEach(guards.putObject(name)::put));
        }
        append(line);
    }

    /** Dev metrics of a finalist, or of the unchanged model, where finalists are judged. */
    void addJudged(int step, MetricReport dev) {
        ObjectNode line = JSON.createObjectNode().put("step", step);
        dev.means().forEach(line.putObject(JUDGED)::put);
        append(line);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Leaves out what an earlier process did after the step it had saved, judging included: it will be done again. */
    void cutAfter(int step) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            // Not readAllLines: a line torn by a full disk may end in half a character.
            String lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            List<String> kept =
                    lines.lines().filter(line -> stepOf(line) <= step).toList();
            Path shorter = file.resolveSibling(file.getFileName() + ".new");
            Files.write(shorter, kept);
            Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Judging comes after all steps, and a line torn by a crash counts as one of the future, too. */
    private static int stepOf(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return node.has(JUDGED) ? Integer.MAX_VALUE : node.path("step").asInt(Integer.MAX_VALUE);
        } catch (JsonProcessingException e) {
            return Integer.MAX_VALUE;
        }
    }

    private TrainingException unwritable(IOException e) {
        return new TrainingException(file + ": cannot be written (" + e + "); free space, then run again", e);
    }
}
