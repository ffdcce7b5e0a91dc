package io.retune.encoder;

import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.Sha256;

/**
 * What a vector was made with. Two vectors may be compared, and a cached vector reused, only if these agree.
 *
 * @param passage sha256 over weights, tokenizer, pooling, normalisation, passage prompt, maximum length, dimensions,
 *     number format and vector deltas
 * @param query the same with the query prompt and without vector deltas, which no query has
 */
public record ModelIdentity(String passage, String query) {
    /** The identities of a model. */
    public static ModelIdentity of(String weightsDigest, String tokenizerDigest, ModelDescription model, Dtype dtype) {
        String common = String.join(
                "\n",
                "retune-identity-2",
                weightsDigest,
                tokenizerDigest,
                // Dropouts apply to training only: no vector depends on them.
                model.architecture().withDropout(0, 0).toString(),
                model.pooling().mode(),
                Boolean.toString(model.normalize()),
                Integer.toString(model.maxTokens()),
                Integer.toString(model.dimensions()),
                dtype.label());
        return new ModelIdentity(
                Sha256.of(common + "\npassage\n" + model.prompts().passage()),
                Sha256.of(common + "\nquery\n" + model.prompts().query()));
    }

    /** The identities of the same model with vector deltas: passages are others, queries are not. */
    public ModelIdentity withDeltas(String deltasDigest) {
        return new ModelIdentity(Sha256.of(passage + "\nvector deltas\n" + deltasDigest), query);
    }

    /** The identity of a role. */
    public String of(Role role) {
        return role == Role.QUERY ? query : passage;
    }
}
