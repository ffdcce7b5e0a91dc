package io.retune.training.selection;

import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.EncoderWeights;
import io.retune.metrics.MetricReport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What decides which step of a training is kept, and what is watched on the way.
 *
 * @param dev is measured at every look, in a small pool of candidates
 * @param judged the same queries in the whole corpus, or in a large pool where that is too large: measured for the
 *     finalists
 * @param unchanged the base model's metrics where finalists are judged
 * @param guards data sets that should not get worse: measured at every look for the learning curve, and decide nothing
 *     here
 */
public record Selection(
        DevSelection dev, DevSelection judged, MetricReport unchanged, Map<String, DevSelection> guards) {
    /** Copies the guards and keeps their order. */
    public Selection {
        guards = Collections.unmodifiableMap(new LinkedHashMap<>(guards));
    }

    /** Dev and guards at one step. */
    public record Report(MetricReport dev, Map<String, MetricReport> guards) {
        /** The value that decides. */
        public double value() {
            return dev.mean(DevSelection.METRIC);
        }
    }

    /** Looks at dev and guards. The network is prepared once for all. */
    public Report look(EncoderWeights weights) {
        try (TextEncoder encoder = dev.open(weights)) {
            Map<String, MetricReport> watched = new LinkedHashMap<>();
            MetricReport own = dev.measure(encoder);
            guards.forEach((name, guard) -> watched.put(name, guard.measure(encoder)));
            return new Report(own, watched);
        }
    }

    /** The same with guards to watch. */
    public Selection withGuards(Map<String, DevSelection> watched) {
        return new Selection(dev, judged, unchanged, watched);
    }

    /** Without guards, and with finalists judged where looks are taken. */
    public static Selection onPool(DevSelection dev, MetricReport unchanged) {
        return new Selection(dev, dev, unchanged, Map.of());
    }
}
