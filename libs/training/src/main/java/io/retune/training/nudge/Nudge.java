package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Optional;

/**
 * NUDGE (arXiv:2409.02343): fine-tunes the passages' vectors themselves, in closed form and in seconds. A passage that
 * has no training query stays where it is. It helps where the same passages are asked for again with other words, and
 * does nothing for passages that are new or that nobody has asked for.
 *
 * <p>On the same vectors the result equals the authors' package nudge-ft 0.1.2, and so does the choice of gamma by
 * {@link GammaCriterion#TOP_1}; passages in the direction of their queries' sum, which become NaN there, are handled.
 */
public final class Nudge {
    private final NudgeData data;
    private final NudgeMethod method;
    private final TrainedPassages trained;

    /** Prepares a variant: sums the training queries of each passage. */
    public Nudge(NudgeData data, NudgeMethod method) {
        this.data = data;
        this.method = method;
        this.trained = new TrainedPassages(data.passages(), data.train());
    }

    /**
     * Moves the passages by the gamma that is best on dev.
     *
     * @throws IllegalArgumentException if dev has no query
     */
    public NudgeResult fit(GammaCriterion criterion) {
        if (data.dev().relevant().isEmpty()) {
            throw new IllegalArgumentException(
                    "dev: found no query, expected some to choose gamma with; add queries or give gamma");
        }
        GammaChoice choice = new GammaSearch(data, trained).choose(method, criterion);
        return move(choice.gamma(), Optional.of(choice));
    }

    /**
     * Moves the passages by a given gamma.
     *
     * @param gamma 0 or more; for NUDGE-N below 2
     */
    public NudgeResult at(double gamma) {
        return move(gamma, Optional.empty());
    }

    private NudgeResult move(double gamma, Optional<GammaChoice> choice) {
        Mixture mixture = method.at(gamma, trained);
        VectorMatrix all = mixture.vectors(trained);
        IntArrayList slots = new IntArrayList();
        IntArrayList rows = new IntArrayList();
        for (int slot = 0; slot < trained.count(); slot++) {
            if (mixture.moves(slot)) {
                slots.add(slot);
                rows.add(trained.row(slot));
            }
        }
        VectorMatrix moved = VectorMatrix.zeros(slots.size(), all.dimensions());
        for (int i = 0; i < slots.size(); i++) {
            System.arraycopy(
                    all.values(),
                    slots.getInt(i) * all.dimensions(),
                    moved.values(),
                    i * all.dimensions(),
                    all.dimensions());
        }
        return new NudgeResult(method, gamma, choice, Coverage.of(data, trained), rows, moved);
    }
}
