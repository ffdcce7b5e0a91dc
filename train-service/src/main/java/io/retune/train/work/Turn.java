package io.retune.train.work;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One training at a time: each uses all cores and its own copy of weights and moments. */
final class Turn {
    private static final long PATIENCE_MILLIS = 200;

    private final Semaphore free = new Semaphore(1, true);

    /**
     * Waits until no other training is under way.
     *
     * @param safePoint is called while waiting; may throw
     */
    void await(Runnable safePoint) throws InterruptedException {
        while (!free.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            safePoint.run();
        }
    }

    /** Begins if no other training is under way. */
    boolean begin() {
        return free.tryAcquire();
    }

    void end() {
        free.release();
    }
}
