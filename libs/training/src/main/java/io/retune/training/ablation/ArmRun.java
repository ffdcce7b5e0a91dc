package io.retune.training.ablation;

/**
 * One training of one arm.
 *
 * @param arm its name
 * @param seed of the training
 * @param pairs examples of an epoch, repeated ones counted again
 * @param tokens of all epochs, see {@link TokenBudget}
 * @param steps of the optimizer
 * @param bestStep the step that was kept; 0: the unchanged model was best on dev
 * @param seconds that it took, evaluations included; of the process that finished it
 */
public record ArmRun(String arm, long seed, int pairs, long tokens, int steps, int bestStep, double seconds) {
    /** Whether a step beat the unchanged model and was written. */
    public boolean hasCheckpoint() {
        return bestStep > 0;
    }
}
