package io.retune.cli.service;

import io.retune.cli.InputException;
import io.retune.cli.console.Console;
import java.net.URI;
import java.time.Duration;

/** How long a service may be away: it may be starting again. One call's patience; told once, and when it is over. */
final class Patience {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String service;
    private final URI address;
    private final Duration limit;
    private final Console console;
    private long since;
    private boolean waiting;

    Patience(String service, URI address, Duration limit, Console console) {
        this.service = service;
        this.address = address;
        this.limit = limit;
        this.console = console;
    }

    /**
     * Waits a little before another attempt.
     *
     * @param reason what the last attempt met
     * @throws InputException if the time is over
     */
    void await(String reason) {
        if (!waiting) {
            waiting = true;
            since = System.nanoTime();
            if (!limit.isZero()) {
                console.note("%s at %s: %s; waiting up to %d s".formatted(service, address, reason, limit.toSeconds()));
            }
        }
        if (System.nanoTime() - since >= limit.toNanos()) {
            throw new InputException("%s at %s: %s%s; see its log, or start the stack with: retune up"
                    .formatted(service, address, reason, limit.isZero() ? "" : " for " + limit.toSeconds() + " s"));
        }
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(service + " at " + address + ": interrupted while waiting for it", e);
        }
    }

    /** An attempt came through. */
    void reward() {
        if (waiting) {
            console.note(service + " is there again");
        }
    }
}
