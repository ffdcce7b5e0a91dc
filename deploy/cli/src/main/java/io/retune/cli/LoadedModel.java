package io.retune.cli;

import io.retune.cli.console.Console;
import io.retune.cli.option.EncodingOptions;
import io.retune.encoder.CachedEncoder;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.evaluation.VectorSource;

/**
 * A model ready to encode, with the vector cache.
 *
 * @param folder what was opened
 * @param encoder runs the network
 * @param cached reads and keeps vectors in the home folder
 * @param vectors {@code cached} with progress on the console
 */
public record LoadedModel(ModelFolder folder, TextEncoder encoder, CachedEncoder cached, VectorSource vectors)
        implements AutoCloseable {

    static LoadedModel open(ModelFolder folder, EncodingOptions options, Home home, Console console) {
        TextEncoder encoder = TextEncoder.open(folder, options.dtype());
        CachedEncoder cached = new CachedEncoder(encoder, home.vectors());
        return new LoadedModel(
                folder, encoder, cached, VectorSource.cached(cached, console.progress("encoding", "texts")));
    }

    /** Lines that say what encodes. */
    public String describe(EncodingOptions options) {
        return """
                model      %s, %s
                graph      %s
                identity   passages %s, queries %s"""
                .formatted(
                        folder.name(),
                        options.describeDtype(),
                        encoder.graph(),
                        shortened(encoder.identity().passage()),
                        shortened(encoder.identity().query()));
    }

    /** The start of a digest: enough to tell two apart by eye. */
    public static String shortened(String digest) {
        return digest.substring(0, 12);
    }

    @Override
    public void close() {
        try (encoder;
                cached) {}
    }
}
