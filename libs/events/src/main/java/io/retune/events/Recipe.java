package io.retune.events;

import java.util.List;
import java.util.Optional;

/**
 * How a run makes its data, trains and decides. {@link #DEFAULTS} was chosen on dev splits.
 *
 * @param synthesis of question-answer pairs
 * @param mining of hard negatives
 * @param training of the model
 * @param margin the loss of nDCG@10 that is accepted on a guard
 */
public record Recipe(Synthesis synthesis, Mining mining, Training training, double margin) {
    /** What is used where a request says nothing. */
    public static final Recipe DEFAULTS = new Recipe(
            new Synthesis(0, 2, 10),
            new Mining(10, 60, 10, Optional.of(0.05), "random"),
            new Training(
                    "full",
                    Optional.empty(),
                    Optional.empty(),
                    2,
                    64,
                    1,
                    1,
                    Optional.empty(),
                    0.1,
                    "cosine",
                    0.01,
                    1,
                    50,
                    0,
                    4),
            0.02);

    /** Validates that all parts are there. */
    public Recipe {
        Checks.present(synthesis, "recipe.synthesis");
        Checks.present(mining, "recipe.mining");
        Checks.present(training, "recipe.training");
        Checks.holds(margin >= 0 && margin < 1, "recipe.margin", margin, "0 or more and below 1");
    }

    /**
     * Pairs for passages that no query of train has.
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
     * Which passages become negatives, as {@code retune mine} has it.
     *
     * @param negatives for each query; 0 for no mining: the data set's own negatives are used
     * @param relativeMargin a negative scores at most {@code positive - relativeMargin * |positive|}; absent: not checked
     * @param sampling {@code top} or {@code random}: the best ranked of the range, or any
     * @param absoluteMargin a negative scores at most {@code positive - absoluteMargin}; absent: not checked
     * @param minScore a negative scores no less; absent: not checked
     * @param maxScore a negative scores no more; absent: not checked
     * @param passageSimilarity from which a passage's text is nearly a relevant one's, so that it is no negative; 0: not
     *     checked; absent: {@value #SIMILAR}
     * @param querySimilarity from which two queries' texts are nearly the same, so that what answers one is no negative
     *     of the other; 0: not checked; absent: {@value #SIMILAR}
     * @param queryNearness the same by the dot product of the two queries' vectors; absent: not checked
     */
    public record Mining(
            int rangeMin,
            int rangeMax,
            int negatives,
            Optional<Double> relativeMargin,
            String sampling,
            Optional<Double> absoluteMargin,
            Optional<Double> minScore,
            Optional<Double> maxScore,
            Optional<Double> passageSimilarity,
            Optional<Double> querySimilarity,
            Optional<Double> queryNearness) {
        /** From what on texts are nearly the same where nobody says otherwise. */
        public static final double SIMILAR = 0.8;

        /** Without bounds but the relative margin, without what is nearly an answer by its text. */
        public Mining(int rangeMin, int rangeMax, int negatives, Optional<Double> relativeMargin, String sampling) {
            this(
                    rangeMin,
                    rangeMax,
                    negatives,
                    relativeMargin,
                    sampling,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

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
            relativeMargin = Checks.orEmpty(relativeMargin);
            absoluteMargin = Checks.orEmpty(absoluteMargin);
            minScore = Checks.orEmpty(minScore);
            maxScore = Checks.orEmpty(maxScore);
            passageSimilarity = similarity(passageSimilarity, "passage_similarity");
            querySimilarity = similarity(querySimilarity, "query_similarity");
            queryNearness = Checks.orEmpty(queryNearness);
            relativeMargin.ifPresent(margin -> Checks.holds(
                    margin >= 0 && margin < 1, "recipe.mining.relative_margin", margin, "0 or more and below 1"));
            absoluteMargin.ifPresent(
                    margin -> Checks.holds(margin >= 0, "recipe.mining.absolute_margin", margin, "0 or more"));
            if (minScore.isPresent() && maxScore.isPresent()) {
                Checks.holds(
                        minScore.get() <= maxScore.get(),
                        "recipe.mining.min_score",
                        minScore.get(),
                        "at most max_score, " + maxScore.get());
            }
        }

        private static Optional<Double> similarity(Optional<Double> stated, String field) {
            double value = Checks.orEmpty(stated).orElse(SIMILAR);
            Checks.holds(value >= 0 && value <= 1, "recipe.mining." + field, value, "0 to 1");
            return Optional.of(value);
        }
    }

    /**
     * How the model is trained, as {@code retune train} has it; values that are not checked here are where they are used.
     *
     * @param method what is changed: {@code full}, all weights; {@code lora}, low-rank adapters; {@code nudge-m} or
     *     {@code nudge-n}, the vectors of single passages in closed form, for which everything else here and mining mean
     *     nothing; absent: full
     * @param loraRank of the adapters, for {@code lora} only; absent: 16
     * @param loraAlpha the adapters count {@code alpha / rank} times, for {@code lora} only; absent: 32
     * @param learningRate at its peak; absent: 5e-5 for {@code full}, 5e-4 for {@code lora}
     */
    public record Training(
            String method,
            Optional<Integer> loraRank,
            Optional<Integer> loraAlpha,
            int epochs,
            int batchSize,
            int gradientAccumulation,
            int negativesPerQuery,
            Optional<Double> learningRate,
            double warmupRatio,
            String schedule,
            double weightDecay,
            double maxGradNorm,
            double scale,
            double attentionDropout,
            int evaluations) {
        /** A training looks at dev no more often. */
        private static final int MAX_EVALUATIONS = 8;

        private static final String FULL = "full";
        private static final String LORA = "lora";

        /** Validates what would otherwise be found wrong only after the costly stages; null is read as absent. */
        public Training {
            method = method == null ? FULL : method;
            loraRank = Checks.orEmpty(loraRank);
            loraAlpha = Checks.orEmpty(loraAlpha);
            learningRate = Checks.orEmpty(learningRate);
            Checks.holds(
                    List.of(FULL, LORA, "nudge-m", "nudge-n").contains(method),
                    "recipe.training.method",
                    "\"" + method + "\"",
                    "full, lora, nudge-m or nudge-n");
            boolean isLora = method.equals(LORA);
            requireUsed(isLora, loraRank, "lora_rank", method);
            requireUsed(isLora, loraAlpha, "lora_alpha", method);
            requireUsed(isLora || method.equals(FULL), learningRate, "learning_rate", method);
            loraRank.ifPresent(rank -> Checks.holds(rank >= 1, "recipe.training.lora_rank", rank, "1 or more"));
            loraAlpha.ifPresent(alpha -> Checks.holds(alpha >= 1, "recipe.training.lora_alpha", alpha, "1 or more"));
            learningRate.ifPresent(
                    rate -> Checks.holds(rate > 0 && rate < 1, "recipe.training.learning_rate", rate, "0 to 1"));
            Checks.present(schedule, "recipe.training.schedule");
            Checks.holds(epochs >= 1, "recipe.training.epochs", epochs, "1 or more");
            Checks.holds(batchSize >= 2, "recipe.training.batch_size", batchSize, "2 or more");
            Checks.holds(
                    gradientAccumulation >= 1,
                    "recipe.training.gradient_accumulation",
                    gradientAccumulation,
                    "1 or more");
            Checks.holds(negativesPerQuery >= 0, "recipe.training.negatives_per_query", negativesPerQuery, "0 or more");
            Checks.holds(
                    warmupRatio >= 0 && warmupRatio < 1,
                    "recipe.training.warmup_ratio",
                    warmupRatio,
                    "0 or more and below 1");
            Checks.holds(
                    weightDecay >= 0 && weightDecay < 1,
                    "recipe.training.weight_decay",
                    weightDecay,
                    "0 or more and below 1");
            Checks.holds(maxGradNorm > 0, "recipe.training.max_grad_norm", maxGradNorm, "more than 0");
            Checks.holds(
                    scale > 0 && Double.isFinite(scale), "recipe.training.scale", scale, "a finite number above 0");
            Checks.holds(
                    attentionDropout >= 0 && attentionDropout < 1,
                    "recipe.training.attention_dropout",
                    attentionDropout,
                    "0 or more and below 1");
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

        private static void requireUsed(boolean isUsed, Optional<?> value, String field, String method) {
            value.ifPresent(found -> Checks.holds(
                    isUsed,
                    "recipe.training." + field,
                    found,
                    "none with method " + method + ", where it has no effect; leave it out or choose another method"));
        }
    }
}
