package io.retune.synth.generation;

import io.retune.dataset.RagDataset;
import io.retune.synthesis.DropReason;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.SynthesisResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A data set with generated questions in its train split.
 *
 * @param dataset the very same object if no question was kept
 * @param source what made them, in words
 * @param roundTripped whether each was checked to find its passage
 * @param counts {@code synthetic} or {@code synthetic_extractive}, and {@code dropped_<reason>} where there were any
 */
public record Generated(RagDataset dataset, String source, boolean roundTripped, Map<String, Integer> counts) {
    private static final String FROM_MODEL = "synthetic";
    private static final String FROM_PASSAGES = "synthetic_extractive";

    static Generated of(RagDataset dataset, SynthesisResult result, boolean fromModel) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put(fromModel ? FROM_MODEL : FROM_PASSAGES, result.pairs().size());
        counts.put("passages", result.counts().passages());
        for (Outcome outcome : new Outcome[] {Outcome.UNREADABLE, Outcome.REFUSED}) {
            put(counts, "passages_" + word(outcome), result.counts().with(outcome));
        }
        for (DropReason reason : DropReason.values()) {
            put(counts, "dropped_" + word(reason), result.counts().dropped(reason));
        }
        return new Generated(
                result.pairs().isEmpty() ? dataset : result.addTo(dataset),
                result.source(),
                result.roundTripped(),
                counts);
    }

    private static void put(Map<String, Integer> counts, String key, int number) {
        if (number > 0) {
            counts.put(key, number);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
