package io.retune.embed.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.retune.embed.EmbedConfig;
import io.retune.encoder.EncoderException;
import io.retune.encoder.TextEncoder;
import io.retune.events.ModelReference;
import io.retune.ring.channel.RetuneConfig;
import io.retune.ring.model.ReferencedModels;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The models that are open. Requests have encoders of their own, so that a search never waits for a stage that encodes
 * a corpus with the same model.
 */
@ApplicationScoped
public class ServedModels {
    private final ReferencedModels models;
    private final MeterRegistry meters;
    private final Path vectors;
    private final int openModels;
    private final EncoderPool requests;
    private final EncoderPool stages;

    ServedModels(ReferencedModels models, MeterRegistry meters, RetuneConfig config, EmbedConfig settings) {
        this.models = models;
        this.meters = meters;
        this.vectors = config.home().toAbsolutePath().resolve("vectors");
        this.openModels = settings.openModels();
        this.requests = new EncoderPool(openModels, model -> open(model, "request"));
        this.stages = new EncoderPool(openModels, model -> open(model, "stage"));
    }

    /**
     * An encoder for a request.
     *
     * @throws EncoderException if the model cannot be used
     */
    public EncoderLease forRequest(ModelReference model) {
        return requests.lease(ReferencedModels.pinned(model));
    }

    /**
     * An encoder for a stage or a follower.
     *
     * @throws EncoderException if the model cannot be used
     */
    public EncoderLease forStage(ModelReference model) {
        return stages.lease(ReferencedModels.pinned(model));
    }

    /**
     * An encoder for a question to vectors that are there.
     *
     * @param passageIdentity of the vectors
     * @throws EncoderException if the model's name means another model by now
     */
    public EncoderLease forRequest(ModelReference model, String passageIdentity) {
        return checked(forRequest(model), model, passageIdentity);
    }

    /**
     * An encoder for vectors that stand beside others.
     *
     * @param passageIdentity of the others
     * @throws EncoderException if the model's name means another model by now
     */
    public EncoderLease forStage(ModelReference model, String passageIdentity) {
        return checked(forStage(model), model, passageIdentity);
    }

    private static EncoderLease checked(EncoderLease lease, ModelReference model, String passageIdentity) {
        String found = lease.encoder().identity().passage();
        if (found.equals(passageIdentity)) {
            return lease;
        }
        lease.close();
        throw new EncoderException("model \"" + model.name() + "\": found passage identity " + found + ", expected "
                + passageIdentity + ": its folder has changed; restore it, or give the changed model another name");
    }

    /** Opens a model for requests, so that the first one does not wait for it. */
    public void warmUp(ModelReference model) {
        forRequest(model).close();
    }

    /** Makes room for so many models of generations that are followed, and one that a stage may use. */
    public void expectFollowed(int models) {
        stages.setCapacity(Math.max(openModels, models + 1));
    }

    /** Makes room for so many models of live indexes. */
    public void expectLive(int models) {
        requests.setCapacity(Math.max(openModels, models));
    }

    /** How long the longest turn under way has lasted. */
    public Duration longestTurn() {
        Duration request = requests.longestTurn();
        Duration stage = stages.longestTurn();
        return request.compareTo(stage) > 0 ? request : stage;
    }

    private SharedEncoder open(ModelReference model, String use) {
        Counter texts = meters.counter("retune.encode.texts", "use", use);
        Counter tokens = meters.counter("retune.encode.tokens", "use", use);
        TextEncoder encoder = models.openEncoder(model);
        return new SharedEncoder(encoder, vectors, (someTexts, someTokens) -> {
            texts.increment(someTexts);
            tokens.increment((double) someTokens);
        });
    }

    @PreDestroy
    void close() {
        requests.close();
        stages.close();
    }
}
