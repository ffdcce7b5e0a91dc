package io.retune.ring.channel;

import io.retune.artifacts.ArtifactStore;
import io.retune.artifacts.FileArtifactStore;
import io.retune.ring.Publisher;
import io.retune.ring.RunRecords;
import io.retune.ring.StageRunner;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.QdrantAddress;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What services share, made from settings. */
final class RingBeans {
    @Produces
    @Singleton
    ArtifactStore artifactStore(RetuneConfig config) {
        return new FileArtifactStore(config.store().toAbsolutePath());
    }

    /** Made only where a service asks for it, and with it brings the encoder. */
    @Produces
    @Singleton
    ReferencedModels referencedModels(ArtifactStore store, RetuneConfig config) {
        return new ReferencedModels(store, config.home().toAbsolutePath().resolve("models"), System.getenv());
    }

    @Produces
    @Singleton
    VectorStore vectorStore(RetuneConfig config) {
        RetuneConfig.Qdrant qdrant = config.qdrant();
        return VectorStore.connect(new QdrantAddress(qdrant.host(), qdrant.port(), qdrant.tls(), qdrant.apiKey()));
    }

    void close(@Disposes VectorStore store) {
        store.close();
    }

    @Produces
    @Singleton
    RunRecords runRecords(ArtifactStore store) {
        return new RunRecords(store);
    }

    @Produces
    @Singleton
    StageRunner stageRunner(RunRecords records, Publisher publisher) {
        return new StageRunner(records, publisher, Clock.systemUTC());
    }
}
