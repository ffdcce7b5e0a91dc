package io.retune.local.stack;

import java.time.Duration;

/** Waiting times between restarts: 1 s, twice as long each time up to 30 s, and 1 s again after a minute of life. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration LONG_LIFE = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** How long to wait after a process that lived so long. */
    Duration after(Duration life) {
        if (life.compareTo(LONG_LIFE) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration twice = wait.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return wait;
    }
}
