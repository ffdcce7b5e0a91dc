package io.retune.events;

import java.util.List;
import java.util.Optional;

/**
 * How a run makes its data, trains and decides. {@link #DEFAULTS} was chosen on dev splits.
 *
 * @param synthesis of question-answer pairs
 * @param mining of hard negatives
 * @param training of the weights
 * @param margin the loss of nDCG@10 that is accepted on a guard
 */
public record Recipe(Synthesis synthesis, Mining mining, Training training, double margin) {
    /** What is used where a request says nothing. */
    public static final Recipe DEFAULTS = new Recipe(
            new Synthesis(0, 2, 10),
            new Mining(10, 60, 10, Optional.of(0.05), "random"),
            new Training(1, 32, 1, 1, 2e-5, 0.1, "cosine", 0.01, 1, 20, 0, 4),
            0.02);

    /** Validates that all parts are there. */
    public Recipe {
        Checks.present(synthesis, "recipe.synthesis");
        Checks.present(mining, "recipe.mining");
        Checks.present(training, "recipe.training");
        Checks.holds(margin >= 0 && margin < 1, "recipe.margin", margin, "0 or more and below 1");
    }

    /**
     * Pairs for passages without questions.
     *
     * @param passages for how many at the most; 0 for no synthesis
     * @param pairsPerPassage how many pairs are asked for
     * @param roundTripRank the question must find its passage within this rank in the base collection
     */
    public record Synthesis(int passages, int pairsPerPassage, int roundTripRank) {
        /** Validates all. */
        public Synthesis {
            Checks.holds(passages >= 0, "recipe.synthesis.passages", passages, "0 or more");
            Checks.holds(pairsPerPassage >= 1, "recipe.synthesis.pairs_per_passage", pairsPerPassage, "1 or more");
            Checks.holds(roundTripRank >= 1, "recipe.synthesis.round_trip_rank", roundTripRank, "1 or more");
        }
    }

    /**
     * Which passages become negatives, as {@code retune mine} has it; the values are checked where they are used.
     *
     * @param negatives for each query; 0 for no mining: the data set's own negatives are used
     */
    public record Mining(int rangeMin, int rangeMax, int negatives, Optional<Double> relativeMargin, String sampling) {
        /** Validates; null is read as absent. */
        public Mining {
            Checks.holds(rangeMin >= 0, "recipe.mining.range_min", rangeMin, "0 or more");
            Checks.holds(rangeMax > rangeMin, "recipe.mining.range_max", rangeMax, "more than range_min, " + rangeMin);
            Checks.holds(
                    negatives >= 0 && negatives <= rangeMax - rangeMin,
                    "recipe.mining.negatives",
                    negatives,
                    "0 to " + (rangeMax - rangeMin) + ", the ranks of the range");
            Checks.holds(
                    "top".equals(sampling) || "random".equals(sampling),
                    "recipe.mining.sampling",
                    "\"" + sampling + "\"",
                    "top or random");
            relativeMargin = relativeMargin == null ? Optional.empty() : relativeMargin;
        }
    }

    /** How the weights are trained, as {@code retune train} has it; the values are checked where they are used. */
    public record Training(
            int epochs,
            int batchSize,
            int gradientAccumulation,
            int negativesPerQuery,
            double learningRate,
            double warmupRatio,
            String schedule,
            double weightDecay,
            double maxGradNorm,
            double scale,
            double attentionDropout,
            int evaluations) {
        /** A training looks at dev no more often. */
        private static final int MAX_EVALUATIONS = 8;

        /** Validates what would otherwise be found wrong only after the costly stages. */
        public Training {
            Checks.holds(epochs >= 1, "recipe.training.epochs", epochs, "1 or more");
            Checks.holds(batchSize >= 2, "recipe.training.batch_size", batchSize, "2 or more");
            Checks.holds(learningRate > 0 && learningRate < 1, "recipe.training.learning_rate", learningRate, "0 to 1");
            Checks.holds(
                    List.of("cosine", "linear", "constant").contains(schedule),
                    "recipe.training.schedule",
                    "\"" + schedule + "\"",
                    "cosine, linear or constant");
            Checks.holds(
                    evaluations >= 1 && evaluations <= MAX_EVALUATIONS,
                    "recipe.training.evaluations",
                    evaluations,
                    "1 to " + MAX_EVALUATIONS);
        }
    }
}
