package io.retune.local.child;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends this process when its standard input ends. The input is a pipe from the parent, which the operating system closes
 * with the parent, however that ends; nothing is orphaned by {@code kill -9}.
 */
public final class ParentWatch {
    private static final Duration TIME_TO_END = Duration.ofSeconds(20);

    private ParentWatch() {}

    /** Watches from now on, in a daemon thread. At the end the shutdown hooks run, for 20 seconds at most. */
    public static void start() {
        startDaemon("parent-watch", () -> {
            awaitEnd(System.in);
            startDaemon("parent-watch-limit", ParentWatch::haltWhenOverdue);
            System.exit(0);
        });
    }

    private static void awaitEnd(InputStream input) {
        byte[] ignored = new byte[64];
        try {
            int read = input.read(ignored);
            while (read >= 0) {
                read = input.read(ignored);
            }
        } catch (IOException e) {
            // A broken pipe is the end, too.
        }
    }

    private static void haltWhenOverdue() {
        try {
            Thread.sleep(TIME_TO_END.toMillis());
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void startDaemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
