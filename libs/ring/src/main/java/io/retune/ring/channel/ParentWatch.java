package io.retune.ring.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jboss.logging.Logger;

/** A launcher's child holds one end of a pipe: when the launcher dies, however it dies, the pipe closes. */
final class ParentWatch {
    private static final Logger LOG = Logger.getLogger(ParentWatch.class);
    private static final int OVERDUE = 1;

    private ParentWatch() {}

    /**
     * Ends this process when its standard input ends.
     *
     * @param timeToEnd for the shutdown hooks, which may hang: then the process ends without them
     */
    static void start(Duration timeToEnd) {
        daemon("parent-watch", () -> {
            awaitEndOfInput();
            daemon("parent-watch-limit", () -> haltAfter(timeToEnd));
            // Not Quarkus.asyncExit(): when a signal comes at the same time, it lets the process end before its stages
            // have.
            System.exit(0);
        });
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("standard input cannot be read", e);
        }
    }

    private static void haltAfter(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            Runtime.getRuntime().halt(OVERDUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
