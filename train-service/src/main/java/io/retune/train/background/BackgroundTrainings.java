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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Trainings without a run, one after the other. A request is a record in the artifact store, where every replica sees
 * it, and a name in the home folder of the replica that accepted it, which goes on with it after a restart.
 */
public final class BackgroundTrainings {
    /** How many may wait. */
    static final int QUEUE = 16;

    private static final Logger LOG = Logger.getLogger(BackgroundTrainings.class);
    private static final long STOPPING_SECONDS = 30;

    private final ArtifactStore store;
    private final RunRecords records;
    private final QuietPublisher publisher;
    private final StageRunner runner;
    private final StageWork work;
    private final BooleanSupplier stopping;
    private final AcceptedNames accepted;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> new Thread(task, "trainings"));

    /**
     * Nothing begins before {@link #resume} or {@link #accept}.
     *
     * @param store of requests and outcomes
     * @param work does a training
     * @param home folder of this process
     * @param stopping whether the process is about to end
     */
    public BackgroundTrainings(ArtifactStore store, StageWork work, Path home, BooleanSupplier stopping) {
        this.store = store;
        this.records = new RunRecords(store);
        this.publisher = new QuietPublisher(records);
        this.runner = new StageRunner(records, publisher, Clock.systemUTC());
        this.work = work;
        this.stopping = stopping;
        this.accepted = new AcceptedNames(home.resolve("trainings"));
    }

    /** Goes on with what an earlier process left. */
    public void resume() {
        for (String id : accepted.all()) {
            Optional<TrainingDataReady> request = request(id);
            if (request.isPresent() && !isOver(id)) {
                worker.execute(() -> run(request.get()));
            } else {
                accepted.remove(id);
            }
        }
    }

    /** Waits for the training under way, which has been told to stop; its next step is the last. */
    public void stop() throws InterruptedException {
        worker.shutdown();
        worker.getQueue().clear();
        if (!worker.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
            LOG.warnf("a training did not stop within %d s; it goes on after a restart", STOPPING_SECONDS);
        }
    }

    /**
     * Takes a training on.
     *
     * @return false if too many wait already; nothing is left behind then
     */
    public boolean accept(TrainingDataReady request) {
        String id = request.context().run();
        accepted.add(id);
        store.putIfAbsent(key(id), EventCodec.write(request).getBytes(StandardCharsets.UTF_8));
        try {
            worker.execute(() -> run(request));
            return true;
        } catch (RejectedExecutionException e) {
            store.delete(key(id));
            accepted.remove(id);
            return false;
        }
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
            accepted.remove(id);
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
