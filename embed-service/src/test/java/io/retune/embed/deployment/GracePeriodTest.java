package io.retune.embed.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.embed.generation.Generation;
import io.retune.events.Deployment;
import io.retune.events.ModelReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GracePeriodTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ModelReference MODEL = ModelReference.of("tiny");

    private final GracePeriod day = new GracePeriod(Duration.ofHours(24));

    /** One deployment an hour, each of another generation than the one before. */
    private static List<Deployment> history(String... generations) {
        List<Deployment> history = new ArrayList<>();
        for (int i = 0; i < generations.length; i++) {
            history.add(new Deployment(
                    "faq",
                    i + 1,
                    generations[i],
                    MODEL,
                    "identity",
                    i == 0 ? Optional.empty() : Optional.of(generations[i - 1]),
                    Deployment.Reason.PROMOTION,
                    Optional.empty(),
                    START.plus(Duration.ofHours(i))));
        }
        return history;
    }

    private boolean isOver(String generation, List<Deployment> history, long hours) {
        return day.isOver(generation(generation), history, false, START.plus(Duration.ofHours(hours)));
    }

    private static Generation generation(String name) {
        return new Generation("faq", name, MODEL, "identity", 32, START);
    }

    @Test
    void whatIsLiveIsKeptForEver() {
        assertThat(isOver("b", history("a", "b"), 10_000)).isFalse();
    }

    @Test
    void whatWasReplacedIsKeptForTheGracePeriod() {
        List<Deployment> history = history("a", "b", "c");
        assertThat(isOver("a", history, 25)).isFalse();
        assertThat(isOver("a", history, 26)).isTrue();
        assertThat(isOver("b", history, 26)).isFalse();
        assertThat(isOver("b", history, 27)).isTrue();
    }

    @Test
    void aRollbackBeginsAnotherGracePeriod() {
        List<Deployment> history = history("a", "b", "a");
        assertThat(isOver("a", history, 1000)).isFalse();
        assertThat(isOver("b", history, 26)).isFalse();
        assertThat(isOver("b", history, 27)).isTrue();
    }

    @Test
    void whatIsBeingBuiltIsKeptUntilItsPromotionHasEnded() {
        List<Deployment> history = history("a");
        assertThat(isOver("new", history, 100)).isFalse();
        assertThat(isOver("new", history, 24 * 7 + 1)).isTrue();
        assertThat(day.isOver(generation("new"), history, true, START)).isTrue();
    }
}
