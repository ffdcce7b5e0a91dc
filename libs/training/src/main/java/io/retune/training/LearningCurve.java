package io.retune.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.metrics.MetricReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A training's course as JSON Lines: one line per step and one per look at dev. */
final class LearningCurve {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    LearningCurve(Path file) {
        this.file = file;
    }

    void add(TrainingListener.Step step) {
        append(JSON.createObjectNode()
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("loss", step.loss())
                .put("learning_rate", step.learningRate())
                .put("gradient_norm", step.gradientNorm()));
    }

    void add(int step, MetricReport dev) {
        ObjectNode line = JSON.createObjectNode().put("step", step);
        ObjectNode metrics = line.putObject("dev");
        dev.means().forEach(metrics::put);
        append(line);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Leaves out what an earlier process did after the step it had saved: it will be done again. */
    void cutAfter(int step) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> kept = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (stepOf(line) <= step) {
                    kept.add(line);
                }
            }
            Path shorter = file.resolveSibling(file.getFileName() + ".new");
            Files.write(shorter, kept);
            Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** A line torn by a crash counts as one of the future. */
    private static int stepOf(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return node.path("step").asInt(Integer.MAX_VALUE);
        } catch (JsonProcessingException e) {
            return Integer.MAX_VALUE;
        }
    }

    private TrainingException unwritable(IOException e) {
        return new TrainingException(file + ": cannot be written (" + e + "); free space, then run again", e);
    }
}
