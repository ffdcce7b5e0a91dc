package io.retune.synthesis;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions for passages that had none.
 *
 * @param source what made them: {@link PairSource#description()}
 * @param roundTripped whether each question was checked to find its passage
 * @param pairs the questions that passed the filters, in the order of their passages
 * @param counts what went in and what became of it
 */
public record SynthesisResult(String source, boolean roundTripped, List<SyntheticPair> pairs, SynthesisCounts counts) {
    public SynthesisResult {
        pairs = List.copyOf(pairs);
        if (pairs.size() != counts.kept()) {
            throw new IllegalArgumentException(
                    "synthesis: " + pairs.size() + " pairs and " + counts.kept() + " kept; expected the same number");
        }
    }

    /**
     * The data set with the new questions in its train split, after those it has; nothing else changes.
     *
     * @throws DatasetException if it lacks one of the passages or has one of the questions already
     */
    public RagDataset addTo(RagDataset dataset) {
        DatasetBuilder parts = RagDataset.builder(dataset.name());
        dataset.corpus().forEach(parts::passage);
        dataset.queries().forEach(parts::query);
        dataset.relevantDocs()
                .forEach((query, grades) -> grades.forEach((id, grade) -> parts.relevant(query, id, grade)));
        dataset.negativeDocs().forEach((query, ids) -> ids.forEach(id -> parts.negative(query, id)));
        dataset.pairScores()
                .forEach((query, scores) -> scores.forEach((id, score) -> parts.pairScore(query, id, score)));
        dataset.referenceAnswers().forEach(parts::referenceAnswer);
        return build(parts, dataset.queriesSplit());
    }

    /**
     * A data set of the new questions alone, all in its train split.
     *
     * @param corpus document id to passage text
     * @throws DatasetException if there is no question at all or the corpus lacks one of the passages
     */
    public RagDataset toDataset(String name, Map<String, String> corpus) {
        DatasetBuilder parts = RagDataset.builder(name);
        corpus.forEach(parts::passage);
        return build(parts, Map.of());
    }

    /** Several lines for a person. */
    public String text() {
        CallCounts calls = counts.calls();
        List<String> lines = new ArrayList<>();
        lines.add("source: " + source);
        lines.add(
                "passages: %d, of which %d answered, %d extracted, %d unreadable, %d refused, %d copies of others (%d resumed)"
                        .formatted(
                                counts.passages(),
                                counts.with(Outcome.ANSWERED),
                                counts.with(Outcome.EXTRACTED),
                                counts.with(Outcome.UNREADABLE),
                                counts.with(Outcome.REFUSED),
                                counts.copies(),
                                counts.resumed()));
        lines.add("requests: %d, of which %d repeated; answers: %d malformed, %d repaired; %d transient errors"
                .formatted(
                        calls.requests(),
                        counts.retried(),
                        calls.malformed(),
                        calls.repaired(),
                        calls.transientErrors()));
        lines.add("pairs: " + counts.pairs() + ", of which " + counts.kept() + " kept" + droppedInWords());
        if (!roundTripped) {
            lines.add("round trip: not checked");
        }
        return String.join("\n", lines);
    }

    private String droppedInWords() {
        StringBuilder words = new StringBuilder();
        counts.dropped()
                .forEach((reason, number) ->
                        words.append(", ").append(number).append(' ').append(reason.words()));
        return words.toString();
    }

    private RagDataset build(DatasetBuilder parts, Map<String, List<String>> oldSplits) {
        List<String> train = new ArrayList<>(oldSplits.getOrDefault(RagDataset.TRAIN, List.of()));
        for (SyntheticPair pair : pairs) {
            parts.query(pair.queryId(), pair.question());
            parts.relevant(pair.queryId(), pair.passageId());
            parts.referenceAnswer(pair.queryId(), pair.answer());
            train.add(pair.queryId());
        }
        Map<String, List<String>> splits = new LinkedHashMap<>(oldSplits);
        if (!train.isEmpty()) {
            splits.put(RagDataset.TRAIN, train);
        }
        splits.forEach(parts::split);
        return parts.build();
    }
}
