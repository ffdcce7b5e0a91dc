package io.retune.embed.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.artifacts.FileArtifactStore;
import io.retune.events.DatasetReference;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadsTest {
    private static final DatasetReference DATASET = new DatasetReference("set", "datasets/" + "0".repeat(64));

    @TempDir
    Path folder;

    private String log = "topic";
    private Loads loads;

    @BeforeEach
    void open() {
        loads = new Loads(new FileArtifactStore(folder), () -> log);
    }

    @Test
    void whoeverAsksForALoadThatIsUnderWayWaitsForIt() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            Future<Boolean> first = callers.submit(() -> loads.once("faq", DATASET, () -> {
                begun.countDown();
                awaitQuietly(mayEnd);
                return writes.incrementAndGet();
            }));
            begun.await();
            Future<Boolean> second = callers.submit(() -> loads.once("faq", DATASET, writes::incrementAndGet));
            assertThat(loads.once("other", DATASET, () -> 1)).isTrue();
            mayEnd.countDown();
            assertThat(List.of(first.get(), second.get())).containsExactly(true, false);
        } finally {
            callers.shutdownNow();
        }
        assertThat(writes).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherLogHasNothingOfWhatWasLoadedBefore() {
        assertThat(loads.once("faq", DATASET, () -> 1)).isTrue();
        log = "topic-of-another-broker";
        assertThat(loads.once("faq", DATASET, () -> 1)).isTrue();
        assertThat(loads.once("faq", DATASET, () -> 1)).isFalse();
    }

    @Test
    void aLoadThatFailedIsDoneAgain() {
        assertThatThrownBy(() -> loads.once("faq", DATASET, () -> {
                    throw new IllegalStateException("broker");
                }))
                .hasMessage("broker");
        assertThat(loads.once("faq", DATASET, () -> 1)).isTrue();
        assertThat(loads.once("faq", DATASET, () -> 1)).isFalse();
    }
}
