package io.retune.synth.model;

import io.retune.artifacts.ArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelResolver;
import io.retune.encoder.model.Prompts;
import io.retune.events.ModelReference;
import io.retune.ring.channel.RetuneConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens what a model reference names, with what it says over the folder. */
@ApplicationScoped
public class BaseModels {
    private final ArtifactStore store;
    private final ModelResolver resolver;

    BaseModels(ArtifactStore store, RetuneConfig config) {
        this.store = store;
        this.resolver = new ModelResolver(config.home().toAbsolutePath().resolve("models"), System.getenv());
    }

    /**
     * Opens a model.
     *
     * @throws io.retune.encoder.EncoderException if it cannot be used
     */
    TextEncoder open(ModelReference model) {
        ModelFolder folder = model.isArtifact()
                ? ModelFolder.open(model.name(), store.open(model.name()))
                : resolver.resolve(model.name());
        Prompts own = folder.description().prompts();
        ModelFolder prompted = folder.withPrompts(new Prompts(
                model.queryInstruction().orElse(own.query()),
                model.passageInstruction().orElse(own.passage())));
        return TextEncoder.open(
                model.maxLength().map(prompted::withMaxTokens).orElse(prompted),
                model.dtype().map(Dtype::parse).orElseGet(Dtype::preferred));
    }
}
