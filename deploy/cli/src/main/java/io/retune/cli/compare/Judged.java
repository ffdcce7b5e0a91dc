package io.retune.cli.compare;

import io.retune.cli.LoadedModel;
import io.retune.cli.evaluate.SplitQueries;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.GuardHalves;
import io.retune.training.evaluation.Evaluation;
import io.retune.training.evaluation.Evaluator;
import java.util.List;

/**
 * Queries of a data set that decide.
 *
 * @param dataset whose corpus is searched
 * @param split what the ledger of looks calls them
 * @param queries those that have a relevant passage
 * @param reason how they were chosen, in words
 */
public record Judged(RagDataset dataset, String split, List<String> queries, String reason) {
    private static final int TOP_K = 100;

    /** The target: all of a split. */
    public static Judged target(RagDataset dataset, String split) {
        return new Judged(dataset, split, SplitQueries.of(dataset, split), "all of " + split);
    }

    /** A guard: what selection does not look at. */
    public static Judged guard(RagDataset dataset, long seed) {
        GuardHalves halves = GuardHalves.of(dataset, seed);
        return new Judged(dataset, RagDataset.VAL, halves.gate(), halves.reason());
    }

    /** Evaluates a model on these queries. */
    public Evaluation evaluate(LoadedModel model) {
        return new Evaluator(model.vectors(), TOP_K).evaluate(dataset, queries);
    }
}
