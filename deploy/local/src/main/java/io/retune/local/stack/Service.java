package io.retune.local.stack;

import java.nio.file.Path;
import java.util.Locale;

/** The four services, in the order in which they are started. */
public enum Service {
    /** Data sets, synthesis, feedback. */
    SYNTH(8081, false),
    /** Encodes, fills Qdrant, searches, deploys. */
    EMBED(8082, true),
    /** Fine-tunes. */
    TRAIN(8083, true),
    /** Judges and decides; the dashboard. */
    EVAL(8084, false);

    private final int defaultPort;
    private final boolean runsModel;

    Service(int defaultPort, boolean runsModel) {
        this.defaultPort = defaultPort;
        this.runsModel = runsModel;
    }

    /** Name of its child process and of its log: {@code embed}. */
    public String childName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP port that it gets unless another program has it. */
    public int defaultPort() {
        return defaultPort;
    }

    boolean runsModel() {
        return runsModel;
    }

    Path jar(Path root) {
        return root.resolve(childName() + "-service").resolve("target/quarkus-app/quarkus-run.jar");
    }
}
