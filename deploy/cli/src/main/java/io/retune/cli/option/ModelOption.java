package io.retune.cli.option;

import picocli.CommandLine.Option;

/** {@code --model}: the model of commands that use one. */
public final class ModelOption {
    /** What a model may be named by. */
    public static final String NAMES =
            "a folder, a shipped model (bge-small-en-v1.5, bge-small-zh-v1.5)" + " or a Hugging Face id (owner/name)";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "The embedding model: " + NAMES + ".")
    private String model;

    /** The name as given. */
    public String name() {
        return model;
    }
}
