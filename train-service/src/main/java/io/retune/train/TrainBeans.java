package io.retune.train;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.retune.artifacts.ArtifactStore;
import io.retune.ring.RunRecords;
import io.retune.ring.channel.RetuneConfig;
import io.retune.ring.channel.Ring;
import io.retune.ring.model.ReferencedModels;
import io.retune.train.background.BackgroundTrainings;
import io.retune.train.work.TrainingMetrics;
import io.retune.train.work.TrainingWork;
import io.retune.train.work.WorkFolders;
import io.retune.vectors.VectorStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The training's parts, made from settings. */
final class TrainBeans {
    /** Read by DJL when the native engine starts, which nothing before this does. */
    void limitThreads(@Observes @Priority(1) StartupEvent event, TrainConfig config) {
        config.threads()
                .ifPresent(threads -> System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads)));
    }

    @Produces
    @Singleton
    TrainingWork trainingWork(
            ArtifactStore store,
            VectorStore vectors,
            ReferencedModels models,
            RunRecords records,
            RetuneConfig config,
            MeterRegistry registry) {
        return new TrainingWork(
                store, vectors, models, new WorkFolders(config.home(), records), new TrainingMetrics(registry));
    }

    @Produces
    @Singleton
    BackgroundTrainings backgroundTrainings(ArtifactStore store, TrainingWork work, RetuneConfig config, Ring ring) {
        return new BackgroundTrainings(store, work, work::tidy, config.home(), ring::isStopping);
    }

    void resume(@Observes StartupEvent event, TrainingWork work, BackgroundTrainings trainings) {
        work.tidy();
        trainings.resume();
    }

    void stop(@Observes ShutdownEvent event, BackgroundTrainings trainings) throws InterruptedException {
        trainings.stop();
    }
}
