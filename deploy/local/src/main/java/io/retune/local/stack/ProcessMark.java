package io.retune.local.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a process from a later one that got the same number.
 *
 * @param pid its number
 * @param started when the operating system says it started
 */
public record ProcessMark(long pid, Instant started) {
    // The system computes the time from its uptime, which a corrected clock moves.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static ProcessMark of(ProcessHandle process) {
        return new ProcessMark(process.pid(), startOf(process));
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        Duration.between(started, startOf(process)).abs().compareTo(TOLERANCE) <= 0);
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
