package io.retune.cli.ring;

import java.time.Duration;

/** How long is waited for what must come: long enough for a machine with other things to do. */
final class Waiting {
    /** For processes to start or to end. */
    static final Duration START = Duration.ofMinutes(3);
    /** For a run, whatever happens to it. */
    static final Duration RUN = Duration.ofMinutes(5);

    private Waiting() {}
}
