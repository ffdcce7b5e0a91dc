package io.retune.training.nudge;

/**
 * The two variants of NUDGE (Zeighami, Wellmer, Parameswaran: "NUDGE: Lightweight Non-Parametric Fine-Tuning of
 * Embeddings for Retrieval", arXiv:2409.02343). Both maximise the sum of the training queries' scores for their
 * passages; they differ in how passages may move. With v a passage's vector at length 1 and c the sum of its training
 * queries' vectors:
 */
public enum NudgeMethod {
    /**
     * Moves v by gamma along c: {@code v + gamma c / |c|}. The result is not of length 1, so passages must be compared
     * by dot product.
     */
    NUDGE_M("nudge-m", false, Double.MAX_VALUE) {
        @Override
        void place(int slot, TrainedPassages passages, double gamma, Mixture target) {
            double length = Math.sqrt(passages.sumSquared(slot));
            target.set(slot, 1, length < SHORTEST ? 0 : gamma / length);
        }
    },
    /**
     * Turns v towards c on the unit sphere, by a squared distance of at most gamma: onto {@code c / |c|} where that is
     * near enough. A passage that its training queries' sum points away from stays where it is, as in the authors'
     * package.
     */
    NUDGE_N("nudge-n", true, 2) {
        @Override
        void place(int slot, TrainedPassages passages, double gamma, Mixture target) {
            double along = passages.vectorDotSum(slot);
            double squared = passages.sumSquared(slot);
            double length = Math.sqrt(squared);
            if (gamma == 0 || length < SHORTEST || along < 0) {
                return;
            }
            if (along / length >= 1 - gamma / 2) {
                target.set(slot, 0, 1 / length);
                return;
            }
            // The paper's multiplier mu of the unit norm is along + multiplier; c and v are not parallel here.
            double multiplier = Math.sqrt(gamma / (4 - gamma) * (squared - along * along));
            double sumShare = gamma / (2 * multiplier);
            target.set(slot, 1 - sumShare * (along + multiplier), sumShare);
        }
    };

    /** A shorter sum is no direction. */
    private static final double SHORTEST = 1e-12;

    private final String label;
    private final boolean unitNorm;
    private final double gammaLimit;

    NudgeMethod(String label, boolean unitNorm, double gammaLimit) {
        this.label = label;
        this.unitNorm = unitNorm;
        this.gammaLimit = gammaLimit;
    }

    /** The name used in flags, results and files: {@code nudge-m} or {@code nudge-n}. */
    public String label() {
        return label;
    }

    /** Whether moved passages keep length 1. */
    public boolean unitNorm() {
        return unitNorm;
    }

    /** Where all passages stand for a gamma. */
    Mixture at(double gamma, TrainedPassages passages) {
        requireGamma(gamma);
        Mixture result = new Mixture(passages.count());
        for (int slot = 0; slot < passages.count(); slot++) {
            place(slot, passages, gamma, result);
        }
        return result;
    }

    /**
     * Refuses a gamma that the method has no answer for.
     *
     * @throws IllegalArgumentException if it is negative, too large or not a number
     */
    void requireGamma(double gamma) {
        if (!(gamma >= 0 && gamma < gammaLimit)) {
            throw new IllegalArgumentException(label + ": gamma is " + gamma + ", expected 0 or more"
                    + (unitNorm ? " and below " + gammaLimit + ", a squared distance on the unit sphere" : ""));
        }
    }

    abstract void place(int slot, TrainedPassages passages, double gamma, Mixture target);
}
