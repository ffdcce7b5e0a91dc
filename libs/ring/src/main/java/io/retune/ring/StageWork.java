package io.retune.ring;

/** Does a stage. It may be done again, by this process or another, and must then come to the same. */
public interface StageWork {
    /**
     * Does the work.
     *
     * @throws Exception a {@link TransientFault} or the like is waited out; anything else counts as an attempt
     */
    Outcome perform(StageScope scope) throws Exception;

    /**
     * Waits until the work may begin, for instance since another uses all cores. No attempt is noted meanwhile: a process
     * that dies while this waits has tried nothing.
     *
     * @param safePoint is called while waiting; may throw
     * @return is run when the work is done
     */
    default Runnable await(Runnable safePoint) throws InterruptedException {
        return () -> {};
    }
}
