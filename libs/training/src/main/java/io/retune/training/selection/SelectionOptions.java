package io.retune.training.selection;

import io.retune.training.TrainingException;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;

/**
 * How the step that is kept is found. A look costs the encoding of a {@link CandidatePool}, a finalist that of the
 * corpus, so that {@code evaluations} and {@code finalists} bound the cost before a training starts.
 *
 * @param evaluations looks at dev on the way, denser towards the start, where most changes; the last one is at the end
 * @param patience the training ends after so many looks in a row without a new best; 0: it never ends early
 * @param finalists the best steps by their looks that are measured on the whole corpus, which decides among them and
 *     the unchanged model
 */
public record SelectionOptions(int evaluations, int patience, int finalists) {
    /** Most looks: more cost more than they find, since neighbouring steps differ by less than dev can tell. */
    public static final int MAX_EVALUATIONS = 8;

    /** Finalists where nothing is said. */
    public static final int DEFAULT_FINALISTS = 2;

    /** Look i of n is at this power of i / n: of four looks, at 13, 35, 65 and 100 percent of the steps. */
    private static final double SPREAD = 1.5;

    /** Validates every value. */
    public SelectionOptions {
        TrainingException.require(
                evaluations >= 1 && evaluations <= MAX_EVALUATIONS,
                "evaluations",
                evaluations,
                "1 to " + MAX_EVALUATIONS);
        TrainingException.require(patience >= 0, "patience", patience, "0 or more");
        TrainingException.require(
                finalists >= 1 && finalists <= MAX_EVALUATIONS, "finalists", finalists, "1 to " + MAX_EVALUATIONS);
    }

    /** So many looks, all of which are taken, and two finalists: the second one guards against a lucky look. */
    public static SelectionOptions looks(int evaluations) {
        return new SelectionOptions(evaluations, 0, DEFAULT_FINALISTS);
    }

    /** The steps after which dev is looked at, each once, in order. */
    public IntList steps(int steps) {
        IntList looks = new IntArrayList();
        for (int i = 1; i <= evaluations; i++) {
            int step = (int) Math.max(1, Math.round(steps * Math.pow((double) i / evaluations, SPREAD)));
            if (looks.isEmpty() || looks.getInt(looks.size() - 1) < step) {
                looks.add(step);
            }
        }
        return looks;
    }
}
