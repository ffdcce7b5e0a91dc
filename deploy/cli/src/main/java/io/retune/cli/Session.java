package io.retune.cli;

import io.retune.cli.console.Console;
import io.retune.cli.option.EncodingOptions;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelResolver;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param console its streams
 * @param environment the process's environment
 */
public record Session(Console console, Map<String, String> environment) {
    /** Copies the environment. */
    public Session {
        environment = Map.copyOf(environment);
    }

    /** Where Retune keeps what commands share. */
    public Home home() {
        return Home.of(environment);
    }

    /** Finds a model by name. */
    public ModelFolder model(String name) {
        return new ModelResolver(home().models(), environment).resolve(name);
    }

    /** Finds a model by name; prompts and length as the flags say. */
    public ModelFolder model(String name, EncodingOptions options) {
        return options.applyTo(model(name));
    }

    /** Opens a model for encoding. */
    public LoadedModel open(String name, EncodingOptions options) {
        return LoadedModel.open(model(name, options), options, home(), console);
    }
}
