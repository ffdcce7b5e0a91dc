package io.retune.train.model;

import io.retune.artifacts.ArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.EncoderException;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelResolver;
import io.retune.encoder.model.Prompts;
import io.retune.events.ModelReference;
import java.nio.file.Path;
import java.util.Map;

/** Opens what a {@link ModelReference} names: a checkpoint in the artifact store, or a model anywhere else. */
public final class BaseModels {
    private final ArtifactStore store;
    private final ModelResolver resolver;

    /**
     * Models from a store and from elsewhere.
     *
     * @param models folder of shipped and downloaded models
     * @param environment see {@link ModelResolver}
     */
    public BaseModels(ArtifactStore store, Path models, Map<String, String> environment) {
        this.store = store;
        this.resolver = new ModelResolver(models, environment);
    }

    /**
     * Opens a model with the instructions and the length that the reference states.
     *
     * @throws EncoderException if it cannot be used
     * @throws io.retune.artifacts.ArtifactException if it is a checkpoint that is missing or damaged
     */
    public ModelFolder open(ModelReference reference) {
        ModelFolder folder = reference.isArtifact()
                ? ModelFolder.open(reference.name(), store.open(reference.name()))
                : resolver.resolve(reference.name());
        Prompts own = folder.description().prompts();
        ModelFolder prompted = folder.withPrompts(new Prompts(
                reference.queryInstruction().orElse(own.query()),
                reference.passageInstruction().orElse(own.passage())));
        return reference
                .maxLength()
                .map(length -> prompted.withMaxTokens(checked(length, prompted)))
                .orElse(prompted);
    }

    /** The number format that a reference is used in here. */
    public static Dtype dtype(ModelReference reference) {
        return reference.dtype().map(Dtype::parse).orElseGet(Dtype::preferred);
    }

    private static int checked(int length, ModelFolder folder) {
        int longest = folder.description().architecture().maxTokens();
        if (length > longest) {
            throw new EncoderException("model " + folder.name() + ": max_length is " + length + ", expected 3 to "
                    + longest + "; choose another length");
        }
        return length;
    }
}
