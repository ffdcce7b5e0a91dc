package io.retune.ring.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundQueueTest {
    @TempDir
    private Path folder;

    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void keepsWhatIsNotFinishedForTheNextProcess() throws InterruptedException {
        BackgroundQueue first = new BackgroundQueue("orders", folder);
        first.accept("done", () -> {}, () -> first.finish("done"));
        first.accept("cut-short", () -> {}, this::waitFor);
        first.accept("waiting", () -> {}, () -> {});
        await().until(() -> !names().contains("done"));
        goOn.countDown();
        first.stop();
        assertThat(names()).containsExactly("cut-short", "waiting");

        List<String> resumed = new ArrayList<>();
        BackgroundQueue second = new BackgroundQueue("orders", folder);
        second.resume(name -> name.equals("waiting") ? Optional.empty() : Optional.of(() -> resumed.add(name)));
        second.stop();

        assertThat(resumed).containsExactly("cut-short");
        assertThat(names()).containsExactly("cut-short");
    }

    @Test
    void resumesMoreThanMayWait() throws InterruptedException {
        BackgroundQueue queue = new BackgroundQueue("orders", folder);
        AcceptedNames left = new AcceptedNames(folder);
        for (int i = 0; i < BackgroundQueue.CAPACITY + 3; i++) {
            left.add("left-" + i);
        }

        queue.resume(name -> Optional.of(() -> {
            waitFor();
            queue.finish(name);
        }));

        assertThat(queue.accept("too-many", () -> {}, () -> {})).isFalse();
        goOn.countDown();
        await().until(() -> names().isEmpty());
        queue.stop();
    }

    @Test
    void forgetsWhatItHasNoPlaceFor() throws InterruptedException {
        List<String> recorded = new ArrayList<>();
        BackgroundQueue queue = new BackgroundQueue("orders", folder);
        CountDownLatch began = new CountDownLatch(1);
        queue.accept("under-way", () -> {}, () -> {
            began.countDown();
            waitFor();
        });
        began.await();
        for (int i = 0; i < BackgroundQueue.CAPACITY; i++) {
            assertThat(queue.accept("waits-" + i, () -> {}, () -> {})).isTrue();
        }

        assertThat(queue.accept("too-many", () -> recorded.addAll(names()), () -> {}))
                .isFalse();

        assertThat(recorded).contains("too-many"); // kept before it is recorded
        assertThat(names()).doesNotContain("too-many").hasSize(1 + BackgroundQueue.CAPACITY);
        goOn.countDown();
        queue.stop();
    }

    private void waitFor() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> names() {
        return new AcceptedNames(folder).all();
    }
}
