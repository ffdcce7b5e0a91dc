package io.retune.train.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.retune.artifacts.FileArtifactStore;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunRequest;
import io.retune.events.Stage;
import io.retune.events.TrainingDataReady;
import io.retune.ring.Outcome;
import io.retune.ring.RunRecords;
import io.retune.ring.StageWork;
import io.retune.ring.background.BackgroundQueue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundTrainingsTest {
    private static final StageWork UNCHANGED =
            scope -> Outcome.of(new RunDecided(scope.context(), RunOutcome.UNCHANGED, List.of("nothing was better")));

    @TempDir
    private Path folder;

    private FileArtifactStore store;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<BackgroundTrainings> opened = new ArrayList<>();

    @BeforeEach
    void open() {
        store = new FileArtifactStore(folder.resolve("store"));
    }

    @AfterEach
    void close() throws InterruptedException {
        stopping.set(true);
        for (BackgroundTrainings trainings : opened) {
            trainings.stop();
        }
    }

    @Test
    void whatAProcessWasStoppedInGoesOnInTheNextOne() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        BackgroundTrainings first = trainings(scope -> {
            began.countDown();
            while (true) {
                scope.check();
                Thread.onSpinWait();
            }
        });
        first.accept(request("training-1"));
        first.accept(request("training-2"));
        began.await();
        stopping.set(true);
        first.stop();
        assertThat(names()).containsExactly("training-1", "training-2");

        stopping.set(false);
        trainings(UNCHANGED).resume();

        await().until(() -> names().isEmpty());
        assertThat(decided("training-1").decision()).isEqualTo(RunOutcome.UNCHANGED);
        assertThat(decided("training-2").decision()).isEqualTo(RunOutcome.UNCHANGED);
    }

    @Test
    void aTrainingThatFailsThreeTimesIsDecidedFailed() {
        trainings(scope -> {
                    throw new IllegalStateException("model.safetensors: damaged; restore it");
                })
                .accept(request("training-1"));

        await().until(() -> names().isEmpty());
        assertThat(decided("training-1").decision()).isEqualTo(RunOutcome.FAILED);
        assertThat(decided("training-1").reasons()).containsExactly("model.safetensors: damaged; restore it");
    }

    @Test
    void noMoreAreAcceptedThanMayWait() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        BackgroundTrainings trainings = trainings(scope -> {
            began.countDown();
            goOn.await();
            return UNCHANGED.perform(scope);
        });
        trainings.accept(request("training-0"));
        began.await();
        for (int i = 1; i <= BackgroundQueue.CAPACITY; i++) {
            assertThat(trainings.accept(request("training-" + i))).isTrue();
        }

        assertThat(trainings.accept(request("too-many"))).isFalse();
        assertThat(names()).doesNotContain("too-many");
        assertThat(trainings.request("too-many")).isEmpty();

        goOn.countDown();
        await().until(() -> names().isEmpty());
    }

    private BackgroundTrainings trainings(StageWork work) {
        BackgroundTrainings trainings =
                new BackgroundTrainings(store, work, () -> {}, folder.resolve("home"), stopping::get);
        opened.add(trainings);
        return trainings;
    }

    /** What the process would go on with after a restart. */
    private List<String> names() {
        String[] names = folder.resolve("home").resolve("trainings").toFile().list();
        return Arrays.stream(names).sorted().toList();
    }

    private RunDecided decided(String id) {
        return EventCodec.read(new RunRecords(store).outcome(id, Stage.DECISION).orElseThrow(), RunDecided.class);
    }

    private static TrainingDataReady request(String id) {
        DatasetReference dataset = new DatasetReference("faq", "datasets/0a");
        RunRequest request = new RunRequest(
                "none", Optional.of(dataset), List.of(), Optional.of(ModelReference.of("bge-small-en-v1.5")), null);
        return new TrainingDataReady(
                RunContext.requested(id, Instant.EPOCH, request).withTrainingData(dataset), Map.of());
    }
}
