package io.retune.embed.model;

import io.retune.artifacts.ArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelResolver;
import io.retune.encoder.model.Prompts;
import io.retune.events.ModelReference;
import io.retune.ring.channel.RetuneConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds what a model reference names, and applies what it says over the folder. */
@ApplicationScoped
public class ModelFolders {
    private final ArtifactStore store;
    private final ModelResolver resolver;

    ModelFolders(ArtifactStore store, RetuneConfig config) {
        this.store = store;
        this.resolver = new ModelResolver(config.home().toAbsolutePath().resolve("models"), System.getenv());
    }

    /**
     * The reference with its number format said: vectors of one collection are made in one format, whatever processor
     * makes them.
     */
    public static ModelReference pinned(ModelReference model) {
        return new ModelReference(
                model.name(),
                model.queryInstruction(),
                model.passageInstruction(),
                model.maxLength(),
                Optional.of(dtype(model).label()));
    }

    static Dtype dtype(ModelReference model) {
        return model.dtype().map(Dtype::parse).orElseGet(Dtype::preferred);
    }

    ModelFolder open(ModelReference model) {
        ModelFolder folder = model.isArtifact()
                ? ModelFolder.open(model.name(), store.open(model.name()))
                : resolver.resolve(model.name());
        Prompts own = folder.description().prompts();
        ModelFolder prompted = folder.withPrompts(new Prompts(
                model.queryInstruction().orElse(own.query()),
                model.passageInstruction().orElse(own.passage())));
        return model.maxLength().map(prompted::withMaxTokens).orElse(prompted);
    }
}
