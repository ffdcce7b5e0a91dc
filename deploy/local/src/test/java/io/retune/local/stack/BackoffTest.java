package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToHalfAMinuteAndStartsAgainAfterALongLife() {
        Backoff backoff = new Backoff();
        Duration shortLife = Duration.ofMillis(59_999);
        assertThat(Stream.generate(() -> backoff.after(shortLife).toSeconds()).limit(7))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(backoff.after(Duration.ofMinutes(1))).hasSeconds(1);
        assertThat(backoff.after(shortLife)).hasSeconds(2);
    }
}
