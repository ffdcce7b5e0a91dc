package io.retune.train.background;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.EventCodec;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.events.TrainingDataReady;
import io.retune.ring.RunRecords;
import io.retune.ring.StageCancelled;
import io.retune.ring.StageRunner;
import io.retune.ring.StageWork;
import io.retune.ring.background.BackgroundQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Trainings without a run, one after the other. A request is a record in the artifact store, where every replica sees
 * it, and a name in the home folder of the replica that accepted it, which goes on with it after a restart.
 */
public final class BackgroundTrainings {
    private static final Logger LOG = Logger.getLogger(BackgroundTrainings.class);

    private final ArtifactStore store;
    private final RunRecords records;
    private final QuietPublisher publisher;
    private final StageRunner runner;
    private final StageWork work;
    private final Runnable tidying;
    private final BooleanSupplier stopping;
    private final BackgroundQueue queue;

    /**
     * Nothing begins before {@link #resume} or {@link #accept}.
     *
     * @param store of requests and outcomes
     * @param work does a training
     * @param tidying what is done after each
     * @param home folder of this process
     * @param stopping whether the process is about to end
     */
    public BackgroundTrainings(
            ArtifactStore store, StageWork work, Runnable tidying, Path home, BooleanSupplier stopping) {
        this.store = store;
        this.records = new RunRecords(store);
        this.publisher = new QuietPublisher(records);
        this.runner = new StageRunner(records, publisher, Clock.systemUTC());
        this.work = work;
        this.tidying = tidying;
        this.stopping = stopping;
        this.queue = new BackgroundQueue("trainings", home.resolve("trainings"));
    }

    /** Goes on with what an earlier process left. */
    public void resume() {
        queue.resume(id -> request(id).filter(request -> !isOver(id)).map(request -> () -> run(request)));
    }

    /** Waits for the training under way, which has been told to stop; its next safe point is the last. */
    public void stop() throws InterruptedException {
        queue.stop();
    }

    /**
     * Takes a training on.
     *
     * @return false if too many wait already; nothing is left behind then
     */
    public boolean accept(TrainingDataReady request) {
        String id = request.context().run();
        byte[] record = EventCodec.write(request).getBytes(StandardCharsets.UTF_8);
        boolean taken = queue.accept(id, () -> store.putIfAbsent(key(id), record), () -> run(request));
        if (!taken) {
            store.delete(key(id));
        }
        return taken;
    }

    /** What was asked for, by any replica. */
    public Optional<TrainingDataReady> request(String id) {
        return store.read(key(id))
                .map(content -> EventCodec.read(new String(content, StandardCharsets.UTF_8), TrainingDataReady.class));
    }

    /** How far a training is that this replica is at. */
    public Optional<RunProgress> progress(String id) {
        return publisher.latest(id);
    }

    private void run(TrainingDataReady request) {
        String id = request.context().run();
        StageRunner.Source source = new StageRunner.Source("trainings", 0, 0, EventCodec.write(request));
        try {
            runner.run(
                    new StageRunner.Job(request.context(), Stage.TRAINING, Topic.CHECKPOINT_PUBLISHED, source),
                    work,
                    stopping);
            queue.finish(id);
            tidying.run();
        } catch (StageCancelled stopped) {
            LOG.infof("training %s goes on after a restart", id);
        } catch (RuntimeException e) {
            LOG.errorf(e, "training %s was given up; it is tried again after a restart", id);
        }
    }

    private boolean isOver(String id) {
        return records.outcome(id, Stage.TRAINING).isPresent() || records.hasEnded(id);
    }

    private static String key(String id) {
        return "trainings/" + id + ".json";
    }
}
