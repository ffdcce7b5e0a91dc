package io.retune.training.merging;

import ai.djl.ndarray.NDManager;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.PassageClusters;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.metrics.MetricReport;
import io.retune.metrics.significance.PairedBootstrap;
import io.retune.metrics.significance.PairedComparison;
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * Walks the line between a base model and the one tuned from it (WiSE-FT, see {@link WeightedMean}) and measures dev and
 * guards at some of its points. Fine-tuning pays for its gain with what the model knew before; on this line most of the
 * loss can be taken back for little of the gain, and often dev itself is best before its end. Where every point costs
 * a guard too much, points nearer to the base model are looked at.
 *
 * @param options where to look, and what may be lost
 * @param selection the queries that are to improve: measured where finalists are judged, since a pool of the base
 *     model's best passages spares a tuned model those that only it takes for answers
 * @param guards the selection halves of the data sets that are not to suffer, each with a candidate pool of its own
 * @param seed of the bootstrap
 */
public record WeightSweep(SweepOptions options, Selection selection, List<Selection> guards, long seed) {
    /** Copies the guards. */
    public WeightSweep {
        guards = List.copyOf(guards);
    }

    /**
     * Measures every point, and nearer ones where none holds, and chooses.
     *
     * @param base weights of the base model
     * @param tuned weights of the tuned one
     * @param tunedDev its dev metrics where finalists are judged, if they are known
     * @param listener told of each point, and of dev's metrics of the base model; an exception it throws ends the sweep
     */
    public Sweep run(
            EncoderWeights base,
            EncoderWeights tuned,
            Optional<MetricReport> tunedDev,
            BiConsumer<SweepPoint, MetricReport> listener) {
        MetricReport baseDev = selection.unchanged();
        List<SweepPoint> points = new ArrayList<>();
        for (double alpha : options.alphas()) {
            points.add(measure(base, tuned, alpha, tunedDev));
            listener.accept(points.get(points.size() - 1), baseDev);
        }
        Sweep sweep = Sweep.choose(baseDev, points, options);
        for (OptionalDouble nearer = sweep.nearer(options); nearer.isPresent(); nearer = sweep.nearer(options)) {
            points.add(0, measure(base, tuned, nearer.getAsDouble(), tunedDev));
            listener.accept(points.get(0), baseDev);
            sweep = Sweep.choose(baseDev, points, options);
        }
        return sweep;
    }

    private SweepPoint measure(
            EncoderWeights base, EncoderWeights tuned, double alpha, Optional<MetricReport> tunedDev) {
        try (NDManager scope = Torch.newManager();
                EncoderWeights weights = WeightedMean.between(scope, base, tuned, alpha)) {
            MetricReport dev = tunedDev.filter(known -> alpha == 1)
                    .orElseGet(() -> selection.judged().measure(weights));
            return new SweepPoint(alpha, dev, compare(weights));
        }
    }

    private List<GuardFinding> compare(EncoderWeights weights) {
        return guards.stream()
                .map(guard -> compare(
                        guard.judged().dataset(),
                        guard.unchanged(),
                        guard.judged().measure(weights)))
                .toList();
    }

    private GuardFinding compare(RagDataset guard, MetricReport base, MetricReport found) {
        String name = guard.name();
        int[] clusters = PassageClusters.of(guard, base.queryIds());
        PairedComparison comparison = PairedComparison.of(name, DevSelection.METRIC, base, found, clusters);
        return new GuardFinding(name, base, found, new PairedBootstrap(seed).interval(comparison));
    }
}
