package io.retune.cli.train;

import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.option.EncodingOptions;
import io.retune.dataset.RagDataset;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.AnglELoss;
import io.retune.training.loss.CoSENTLoss;
import io.retune.training.loss.GISTEmbedLoss;
import io.retune.training.loss.GISTEmbedLoss.MarginStrategy;
import io.retune.training.loss.MarginMSELoss;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.objective.Objective;
import io.retune.training.objective.StoredScores;
import io.retune.training.objective.TextVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The flags behind {@link Objective}. */
@OnlyWith({Method.FULL, Method.LORA})
final class LossFlags {
    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "in-batch",
            description = "in-batch: each query's passage against the batch's others (MultipleNegativesRankingLoss);"
                    + " symmetric: and each passage's query against the others; guided: without the negatives that a"
                    + " guide takes for positives (GISTEmbedLoss); cosent, angle: the order of pair_scores, --scale "
                    + CoSENTLoss.DEFAULT_SCALE + " by default;"
                    + " margin-mse: a teacher's margins. Default: ${DEFAULT-VALUE}.")
    private Name loss;

    @Option(
            names = "--guide",
            paramLabel = "MODEL",
            description = "guided: the guide. Default: the model as it is before the training.")
    private String guide;

    @Option(
            names = "--guide-margin",
            paramLabel = "M",
            description = "guided: a negative counts if the guide's similarity is below the positive's by so much."
                    + " Default: 0.")
    private Float guideMargin;

    @Option(
            names = "--guide-margin-strategy",
            paramLabel = "absolute|relative",
            description = "guided: the margin is a difference, or a share of the positive's similarity. Default:"
                    + " absolute.")
    private MarginStrategy guideMarginStrategy;

    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            description = "margin-mse: the teacher. Default: the data set's pair_scores.")
    private String teacher;

    @Option(
            names = "--teacher-scale",
            paramLabel = "FACTOR",
            description = "margin-mse: the teacher's margins are multiplied by it; those of a model of vectors of"
                    + " length 1 need none. Default: 1.")
    private Float teacherScale;

    @Option(
            names = "--matryoshka",
            paramLabel = "N",
            split = ",",
            description = "The loss also on the first N dimensions of the vectors, so that they can be cut off. List"
                    + " all dimensions too.")
    private List<Integer> dims = new ArrayList<>();

    /** What is made small. */
    enum Name {
        IN_BATCH,
        SYMMETRIC,
        GUIDED,
        COSENT,
        ANGLE,
        MARGIN_MSE;

        /** Whether it learns from queries and relevant passages alone. */
        boolean isOfPairs() {
            return this == IN_BATCH || this == SYMMETRIC || this == GUIDED;
        }

        /** As the flag names it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What cosines are multiplied by where no flag says so. */
    float scale() {
        return switch (loss) {
            case COSENT -> CoSENTLoss.DEFAULT_SCALE;
            case ANGLE -> AnglELoss.DEFAULT_SCALE;
            case IN_BATCH, SYMMETRIC, GUIDED, MARGIN_MSE -> MultipleNegativesRankingLoss.DEFAULT_SCALE;
        };
    }

    /**
     * Checks what can be checked before anything is read.
     *
     * @throws InputException if flags do not fit together
     */
    void check(TrainingFlags training) {
        requireUsed("--guide", guide, Name.GUIDED);
        requireUsed("--guide-margin", guideMargin, Name.GUIDED);
        requireUsed("--guide-margin-strategy", guideMarginStrategy, Name.GUIDED);
        requireUsed("--teacher", teacher, Name.MARGIN_MSE);
        requireUsed("--teacher-scale", teacherScale, Name.MARGIN_MSE);
        training.requireFits(loss);
    }

    /**
     * The examples of some queries, with the loss.
     *
     * @throws InputException if the model's vectors do not have the dimensions that are asked for
     * @throws io.retune.training.TrainingException if the data set lacks what the loss needs
     */
    TrainingSet set(
            RagDataset dataset,
            List<String> queries,
            TrainingOptions options,
            LoadedModel base,
            Session session,
            EncodingOptions encoding) {
        TrainingSet set = loss == Name.COSENT || loss == Name.ANGLE
                ? TrainingSet.ofScores(dataset, queries)
                : TrainingSet.of(dataset, queries);
        return withLoss(loss, set, options.scale(), base, session, encoding);
    }

    /** Examples of another data set, with the same loss if that is one of pairs, else with in-batch negatives. */
    TrainingSet other(
            TrainingSet set, TrainingOptions options, LoadedModel base, Session session, EncodingOptions encoding) {
        return loss.isOfPairs()
                ? withLoss(loss, set, options.scale(), base, session, encoding)
                : withLoss(Name.IN_BATCH, set, MultipleNegativesRankingLoss.DEFAULT_SCALE, base, session, encoding);
    }

    private TrainingSet withLoss(
            Name name, TrainingSet set, float scale, LoadedModel base, Session session, EncodingOptions encoding) {
        RagDataset dataset = set.dataset();
        return set.withObjective(nested(
                switch (name) {
                    case IN_BATCH -> Objective.inBatchNegatives(new MultipleNegativesRankingLoss(scale));
                    case SYMMETRIC -> Objective.inBatchNegatives(new MultipleNegativesRankingLoss(scale, true));
                    case GUIDED ->
                        Objective.guided(
                                new GISTEmbedLoss(
                                        1 / scale,
                                        guideMarginStrategy == null ? MarginStrategy.ABSOLUTE : guideMarginStrategy,
                                        guideMargin == null ? 0 : guideMargin,
                                        true,
                                        true),
                                vectors(guide, set, base, session, encoding));
                    case COSENT -> Objective.scored(new CoSENTLoss(scale), dataset);
                    case ANGLE -> Objective.scored(new AnglELoss(scale), dataset);
                    case MARGIN_MSE ->
                        Objective.distilled(
                                new MarginMSELoss(teacherScale == null ? 1 : teacherScale),
                                teacher == null
                                        ? new StoredScores(dataset)
                                        : vectors(teacher, set, base, session, encoding));
                },
                base.folder()));
    }

    /** The examples of general data, on which the model shall go on judging as it does before the training. */
    static TrainingSet kept(TrainingSet set, LoadedModel base) {
        return set.withObjective(Objective.distilledInBatch(new MarginMSELoss(1), TextVectors.of(set, base.vectors())));
    }

    private Objective<?> nested(Objective<?> objective, ModelFolder model) {
        if (dims.isEmpty()) {
            return objective;
        }
        int dimensions = model.description().dimensions();
        if (!dims.contains(dimensions)) {
            throw new InputException("--matryoshka " + dims + ": lacks " + dimensions + ", all dimensions of "
                    + model.name() + "; add it, or they are not trained");
        }
        if (dims.stream().anyMatch(dim -> dim > dimensions)) {
            throw new InputException("--matryoshka " + dims + ": " + model.name() + " has vectors of " + dimensions
                    + " dimensions, expected no more; leave larger ones out");
        }
        return objective.nested(dims);
    }

    private void requireUsed(String flag, Object value, Name needed) {
        if (value != null && loss != needed) {
            throw new InputException(flag + ": has no effect with --loss " + loss + "; expected --loss " + needed
                    + "; add it or leave the flag out");
        }
    }

    private static TextVectors vectors(
            String name, TrainingSet set, LoadedModel base, Session session, EncodingOptions encoding) {
        if (name == null) {
            return TextVectors.of(set, base.vectors());
        }
        try (LoadedModel other = session.open(name, encoding)) {
            return TextVectors.of(set, other.vectors());
        }
    }
}
