package io.retune.ring.model;

import io.retune.artifacts.ArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelOverrides;
import io.retune.encoder.model.ModelResolver;
import io.retune.events.ModelReference;
import java.nio.file.Path;
import java.util.Map;

/** Opens what a {@link ModelReference} names: a checkpoint in the artifact store, or a model anywhere else. */
public final class ReferencedModels {
    private final ArtifactStore store;
    private final ModelResolver resolver;

    /**
     * Models from a store and from elsewhere.
     *
     * @param models folder of shipped and downloaded models
     * @param environment see {@link ModelResolver}
     */
    public ReferencedModels(ArtifactStore store, Path models, Map<String, String> environment) {
        this.store = store;
        this.resolver = new ModelResolver(models, environment);
    }

    /**
     * Opens a model's folder with the instructions and the length that the reference states.
     *
     * @throws io.retune.encoder.EncoderException if it cannot be used
     * @throws io.retune.artifacts.ArtifactException if it is a checkpoint that is missing or damaged
     */
    public ModelFolder open(ModelReference model) {
        ModelFolder folder = model.isArtifact()
                ? ModelFolder.open(model.name(), store.open(model.name()))
                : resolver.resolve(model.name());
        return new ModelOverrides(model.queryInstruction(), model.passageInstruction(), model.maxLength())
                .applyTo(folder);
    }

    /** Opens a model to encode with it, in its number format. Whoever asked closes it; throws what {@link #open} throws. */
    public TextEncoder openEncoder(ModelReference model) {
        return TextEncoder.open(open(model), dtype(model));
    }

    /** The number format that a model is used in here. */
    public static Dtype dtype(ModelReference model) {
        return model.dtype().map(Dtype::parse).orElseGet(Dtype::preferred);
    }

    /**
     * The reference with its number format said: vectors of one collection are made in one format, whatever processor
     * makes them.
     */
    public static ModelReference pinned(ModelReference model) {
        return model.withDtype(dtype(model).label());
    }
}
