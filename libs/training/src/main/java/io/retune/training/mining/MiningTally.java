package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what the miner does, for the audit. */
final class MiningTally {
    private static final int SAMPLES = 20;

    private final RagDataset dataset;
    private final int queries;
    private final Map<Removal, Long> removed = new EnumMap<>(Removal.class);
    private final FloatArrayList positiveScores = new FloatArrayList();
    private final FloatArrayList negativeScores = new FloatArrayList();
    private final List<MiningAudit.Sample> samples = new ArrayList<>();
    private long allowed;
    private int shortOf;
    private int seen;

    MiningTally(RagDataset dataset, int queries) {
        this.dataset = dataset;
        this.queries = queries;
    }

    void removed(Removal reason) {
        removed.merge(reason, 1L, Long::sum);
    }

    /** A query is done. */
    void chosen(QueryCandidates candidates, IntList chosen, int wanted) {
        positiveScores.addElements(positiveScores.size(), candidates.relevantScores());
        allowed += candidates.size();
        chosen.forEach(candidate -> negativeScores.add(candidates.score(candidate)));
        shortOf += chosen.size() < wanted ? 1 : 0;
        // The k-th sample comes from the k-th twentieth of the queries, or later where those have no negatives.
        if (!chosen.isEmpty() && samples.size() < SAMPLES && samples.size() * (long) queries <= seen * (long) SAMPLES) {
            samples.add(sample(candidates, chosen));
        }
        seen++;
    }

    private MiningAudit.Sample sample(QueryCandidates candidates, IntList chosen) {
        int positive = candidates.lowestRelevant();
        return new MiningAudit.Sample(
                dataset.queries().get(candidates.query()),
                dataset.corpus().get(candidates.relevant().get(positive)),
                candidates.relevantScores()[positive],
                chosen.intStream()
                        .mapToObj(candidate -> new MiningAudit.ScoredText(
                                dataset.corpus().get(candidates.id(candidate)), candidates.score(candidate)))
                        .toList());
    }

    MiningAudit audit() {
        Map<String, Long> byReason = new LinkedHashMap<>();
        removed.forEach((reason, count) -> byReason.put(reason.key(), count));
        long ranked =
                allowed + removed.values().stream().mapToLong(Long::longValue).sum();
        return new MiningAudit(
                queries,
                ranked,
                byReason,
                allowed,
                negativeScores.size(),
                shortOf,
                MiningAudit.Distribution.of(positiveScores.toFloatArray()),
                MiningAudit.Distribution.of(negativeScores.toFloatArray()),
                samples);
    }
}
