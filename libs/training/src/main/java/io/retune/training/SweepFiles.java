package io.retune.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.training.merging.GuardFinding;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepOptions;
import io.retune.training.merging.SweepPicture;
import io.retune.training.merging.SweepPoint;
import io.retune.training.selection.DevSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is kept of a sweep beside the learning curve: {@code sweep.json} and {@code sweep.svg}. */
public final class SweepFiles {
    /** Name of the record. */
    public static final String RECORD = "sweep.json";
    /** Name of the picture. */
    public static final String PICTURE = "sweep.svg";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SweepFiles() {}

    /** Writes both into a folder, created if it is not there. */
    public static void write(Path folder, Sweep sweep, SweepOptions limits) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(RECORD),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(sweep)) + "\n");
            Files.writeString(folder.resolve(PICTURE), SweepPicture.svg(sweep, limits));
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be written (" + e + "); free space, then run again", e);
        }
    }

    /** Removes both, if they are there. */
    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(RECORD));
        Files.deleteIfExists(folder.resolve(PICTURE));
    }

    /**
     * The record: {@code {"chosen":alpha or null,"reasons":[...],"points":[{"alpha","dev":{"base","found"},
     * "guards":{"<name>":{"base","found","mean","low","high"}}}]}}, all of it nDCG@10.
     */
    public static ObjectNode json(Sweep sweep) {
        ObjectNode root = JSON.createObjectNode();
        root.put("metric", DevSelection.METRIC);
        root.put("chosen", sweep.chosen().map(SweepPoint::alpha).orElse(null));
        sweep.reasons().forEach(root.putArray("reasons")::add);
        var points = root.putArray("points");
        for (SweepPoint point : sweep.points()) {
            ObjectNode node = points.addObject().put("alpha", point.alpha());
            node.putObject("dev")
                    .put("base", sweep.base().mean(DevSelection.METRIC))
                    .put("found", point.dev().mean(DevSelection.METRIC));
            ObjectNode guards = node.putObject("guards");
            point.guards().forEach(finding -> guards.set(finding.guard(), json(finding)));
        }
        return root;
    }

    private static ObjectNode json(GuardFinding finding) {
        return JSON.createObjectNode()
                .put("base", finding.base().mean(DevSelection.METRIC))
                .put("found", finding.metrics().mean(DevSelection.METRIC))
                .put("mean", finding.difference().mean())
                .put("low", finding.difference().low())
                .put("high", finding.difference().high());
    }
}
