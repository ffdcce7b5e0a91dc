package io.retune.training.objective;

import io.retune.dataset.RagDataset;
import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.gradient.Batch;
import io.retune.training.gradient.GradientPass;
import io.retune.training.loss.Column;
import io.retune.training.loss.GISTEmbedLoss;
import io.retune.training.loss.GuidedLabels;
import io.retune.training.loss.Labels;
import io.retune.training.loss.Loss;
import io.retune.training.loss.MarginMSELoss;
import io.retune.training.loss.MatryoshkaLoss;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.loss.ScoredPairs;
import io.retune.training.loss.TeacherMargins;
import io.retune.training.search.PairScores;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a training makes small on one data set: a loss, and where it finds what it must know of a batch.
 *
 * @param <L> what the loss must know of a batch besides the vectors
 */
public final class Objective<L> {
    private final Loss<L> loss;
    private final Labelling<L> labelling;

    private Objective(Loss<L> loss, Labelling<L> labelling) {
        this.loss = loss;
        this.labelling = labelling;
    }

    /** Each query's positive against all other passages of the batch. */
    public static Objective<Labels> inBatchNegatives(MultipleNegativesRankingLoss loss) {
        return new Objective<>(loss, new BatchLabelling());
    }

    /**
     * The same without the negatives that a guide takes for positives.
     *
     * @param guide a model's vectors of all texts of the examples
     */
    public static Objective<GuidedLabels> guided(GISTEmbedLoss loss, TextVectors guide) {
        return new Objective<>(loss, new GuidedLabelling(guide));
    }

    /**
     * A data set's scored pairs in their order, see {@link TrainingSet#ofScores}.
     *
     * @param loss {@link io.retune.training.loss.CoSENTLoss} or {@link io.retune.training.loss.AnglELoss}
     */
    public static Objective<ScoredPairs> scored(Loss<ScoredPairs> loss, RagDataset dataset) {
        return new Objective<>(loss, new ScoreLabelling(dataset));
    }

    /**
     * A teacher's margins between each query's positive and its own hard negatives.
     *
     * @param teacher scores of pairs, such as {@link StoredScores} or {@link TextVectors}
     */
    public static Objective<TeacherMargins> distilled(MarginMSELoss loss, PairScores teacher) {
        return new Objective<>(loss, new MarginLabelling(teacher, false));
    }

    /** The same with the margins to all other passages of the batch that are not known to be relevant. */
    public static Objective<TeacherMargins> distilledInBatch(MarginMSELoss loss, PairScores teacher) {
        return new Objective<>(loss, new MarginLabelling(teacher, true));
    }

    /** The same on the first dimensions of the vectors as well, see {@link MatryoshkaLoss}. */
    public Objective<L> nested(List<Integer> dims) {
        return new Objective<>(new MatryoshkaLoss<>(loss, dims), labelling);
    }

    /**
     * Checks that a data set has what the loss needs.
     *
     * @throws io.retune.training.TrainingException if something is missing
     */
    public void requireColumns(TrainingSet set) {
        Set<Column> found = EnumSet.copyOf(set.columns());
        found.addAll(labelling.adds(set));
        loss.requireColumns(set.dataset().name(), found);
    }

    /** Whether there is something to learn from an example. */
    public boolean uses(TrainingExample example) {
        return labelling.uses(example);
    }

    /** Whether a batch must not hold one text in two examples. */
    public boolean needsDistinctTexts() {
        return labelling.needsDistinctTexts();
    }

    /**
     * Computes a batch's loss and adds its gradients to those that the weights have already.
     *
     * @param share the gradients are multiplied by it
     * @param seed decides what dropout draws
     * @return the loss, not multiplied
     */
    public double run(GradientPass pass, TokenizedBatch batch, double share, long seed) {
        return pass.run(new Batch<>(batch.queries(), batch.candidates(), labelling.labels(batch)), loss, share, seed);
    }

    /** Loss and labels: two trainings with the same description, of the same data, are the same. */
    @Override
    public String toString() {
        return loss + labelling.describe();
    }
}
