package io.retune.dataset.split;

import io.retune.dataset.RagDataset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a guard may be looked at during selection, and what decides at the gate. A guard is a data set on which a
 * new model must not become worse.
 *
 * @param selection the ids that selection may look at; empty when the guard takes no part in it
 * @param gate the ids that decide
 * @param grouping what was kept together
 * @param reason how it came to this, in words for a report
 */
public record GuardHalves(List<String> selection, List<String> gate, Grouping grouping, String reason) {
    public GuardHalves {
        selection = List.copyOf(selection);
        gate = List.copyOf(gate);
    }

    /**
     * Divides a guard. With a {@code dev} split, or a {@code train} split to draw one from, that selects and all of
     * {@code val} decides; otherwise {@code val} is halved, by passage cluster where that is possible.
     *
     * @param seed the same seed divides the same guard the same way
     * @throws io.retune.dataset.DatasetException when the guard has no {@code val} split
     */
    public static GuardHalves of(RagDataset guard, long seed) {
        List<String> val = guard.split(RagDataset.VAL);
        if (guard.hasSplit(RagDataset.DEV)) {
            List<String> dev = guard.split(RagDataset.DEV);
            return new GuardHalves(
                    dev, val, Grouping.GIVEN, "the guard's own dev split of " + dev.size() + " queries selects");
        }
        if (guard.hasSplit(RagDataset.TRAIN)) {
            DevSplit drawn = DevSplit.draw(guard, seed);
            return new GuardHalves(drawn.dev(), val, drawn.grouping(), "dev drawn from train: " + drawn.reason());
        }
        ClusterDraw half = ClusterDraw.of(guard, val, val.size() / 2, seed);
        Set<String> selection = new HashSet<>(half.chosen());
        List<String> rest =
                val.stream().filter(query -> !selection.contains(query)).toList();
        return new GuardHalves(half.chosen(), rest, half.grouping(), "val halved: " + half.reason());
    }
}
