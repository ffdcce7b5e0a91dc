package io.retune.ring;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Repeats what fails because something is away, after 1, 2, 4 ... 30 seconds, without end. */
public final class Patience {
    private static final Logger LOG = Logger.getLogger(Patience.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(100);

    /** Whether a fault passes by itself. */
    public static boolean isWorthwhile(Throwable fault) {
        return Faults.isTransient(fault);
    }

    /** What a person should read of a fault. */
    public static String describe(Throwable fault) {
        return Faults.describe(fault);
    }

    /**
     * Does something until it does not fail for want of something that is away; other faults are thrown on.
     *
     * @param lost whether it is no longer wanted
     * @throws StageCancelled if it is no longer wanted
     */
    public void run(BooleanSupplier lost, Runnable work) {
        run(lost, work, message -> {});
    }

    /** The same; tells what is waited for. */
    void run(BooleanSupplier lost, Runnable work, Consumer<String> waiting) {
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException fault) {
                if (!isWorthwhile(fault)) {
                    throw fault;
                }
                String message = Faults.describe(fault);
                LOG.warnf("waiting %d s: %s", wait.toSeconds(), message);
                waiting.accept(message);
            }
            await(wait, lost);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    /**
     * Waits.
     *
     * @param lost whether it is no longer wanted
     * @throws StageCancelled if it is no longer wanted
     */
    static void await(Duration wait, BooleanSupplier lost) {
        long end = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() < end) {
            if (lost.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw new StageCancelled(StageCancelled.Reason.EVENT_LOST);
            }
            LockSupport.parkNanos(TICK.toNanos());
        }
    }
}
