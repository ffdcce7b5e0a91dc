package io.retune.ring;

/** Does a stage. It may be done again, by this process or another, and must then come to the same. */
public interface StageWork {
    /**
     * Does the work.
     *
     * @throws Exception a {@link TransientFault} or the like is waited out; anything else counts as an attempt
     */
    Outcome perform(StageScope scope) throws Exception;
}
