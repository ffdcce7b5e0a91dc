package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import io.retune.metrics.Ranking;
import io.retune.training.search.PassageSearch;
import io.retune.training.search.QueryPassage;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Finds hard negatives by exact search over the whole corpus. A query is never given fewer sure negatives filled up
 * with others: where the range holds too few, it gets fewer.
 */
public final class HardNegativeMiner {
    private static final int SAMPLES = 20;

    private final RagDataset dataset;
    private final MiningOptions options;

    private final Map<String, List<String>> negatives = new LinkedHashMap<>();
    private final Map<String, Integer> removed = new TreeMap<>();
    private final FloatArrayList positiveScores = new FloatArrayList();
    private final FloatArrayList negativeScores = new FloatArrayList();
    private final List<MiningAudit.Sample> samples = new ArrayList<>();
    private int shortOf;

    /**
     * The data set with negatives, and what was done.
     *
     * @param dataset the queries that were mined for have new {@code negative_docs}
     */
    public record Result(RagDataset dataset, MiningAudit audit) {}

    private HardNegativeMiner(RagDataset dataset, MiningOptions options) {
        this.dataset = dataset;
        this.options = options;
    }

    /**
     * Mines for some queries of a data set.
     *
     * @param queryIds each with a relevant passage
     * @param search the model on the data set's whole corpus
     */
    public static Result mine(RagDataset dataset, List<String> queryIds, PassageSearch search, MiningOptions options) {
        return new HardNegativeMiner(dataset, options).run(queryIds, search);
    }

    private Result run(List<String> queryIds, PassageSearch search) {
        Map<String, float[]> relevantScores = relevantScores(queryIds, search);
        SplittableRandom random = new SplittableRandom(options.seed());
        search.nearest(queryIds, options.rangeMax() + mostRelevant(queryIds), (query, found) -> {
            Candidates candidates = consider(query, relevantScores.get(query), found);
            choose(query, candidates, random.split());
        });
        Map<String, List<String>> all = new LinkedHashMap<>(dataset.negativeDocs());
        all.keySet().removeAll(queryIds);
        all.putAll(negatives);
        MiningAudit audit = new MiningAudit(
                queryIds.size(),
                negativeScores.size(),
                shortOf,
                removed,
                MiningAudit.Distribution.of(positiveScores.toFloatArray()),
                MiningAudit.Distribution.of(negativeScores.toFloatArray()),
                samples);
        return new Result(dataset.withNegatives(all), audit);
    }

    /** Each query's scores with its relevant passages, in the order of {@link #relevant}. */
    private Map<String, float[]> relevantScores(List<String> queryIds, PassageSearch search) {
        List<QueryPassage> pairs = new ArrayList<>();
        queryIds.forEach(query -> relevant(query).forEach(passage -> pairs.add(new QueryPassage(query, passage))));
        float[] scores = search.scores(pairs);
        Map<String, float[]> byQuery = new HashMap<>();
        int from = 0;
        for (String query : queryIds) {
            int to = from + relevant(query).size();
            byQuery.put(query, Arrays.copyOfRange(scores, from, to));
            from = to;
        }
        return byQuery;
    }

    /** The most ranks that a query's relevant passages and others with the same text can take. */
    private int mostRelevant(List<String> queryIds) {
        Object2IntOpenHashMap<String> copies = new Object2IntOpenHashMap<>();
        dataset.corpus().values().forEach(text -> copies.addTo(text, 1));
        return queryIds.stream()
                .mapToInt(query -> relevant(query).stream()
                        .map(dataset.corpus()::get)
                        .distinct()
                        .mapToInt(copies::getInt)
                        .sum())
                .max()
                .orElse(0);
    }

    /** The passages of a query's range, best first, and the positive they are measured against. */
    private record Candidates(List<String> ids, FloatArrayList scores, String positive, double positiveScore) {}

    private Candidates consider(String query, float[] relevantScores, Ranking found) {
        Set<String> relevantIds = relevant(query);
        Set<String> relevantTexts = new HashSet<>();
        relevantIds.forEach(id -> relevantTexts.add(dataset.corpus().get(id)));
        double positiveScore = mean(relevantScores);
        double limit = options.relativeMargin().isPresent()
                ? positiveScore * (1 - options.relativeMargin().getAsDouble())
                : Double.POSITIVE_INFINITY;
        Candidates kept = new Candidates(
                new ArrayList<>(), new FloatArrayList(), relevantIds.iterator().next(), positiveScore);
        int rank = 0;
        for (int i = 0; i < found.size(); i++) {
            String id = found.passageIds().get(i);
            String reason = reasonAgainst(relevantIds, relevantTexts, id);
            if (reason.isEmpty()) {
                rank++;
                if (rank > options.rangeMax()) {
                    break;
                }
                reason = rank <= options.rangeMin()
                        ? MiningAudit.ABOVE_RANGE
                        : found.score(i) > limit ? MiningAudit.MARGIN : "";
            }
            if (reason.isEmpty()) {
                kept.ids().add(id);
                kept.scores().add(found.score(i));
            } else {
                removed.merge(reason, 1, Integer::sum);
            }
        }
        return kept;
    }

    /** Also writes the scores down for the audit. */
    private double mean(float[] relevantScores) {
        double sum = 0;
        for (float score : relevantScores) {
            positiveScores.add(score);
            sum += score;
        }
        return sum / relevantScores.length;
    }

    private Set<String> relevant(String query) {
        Set<String> ids = new HashSet<>();
        dataset.relevantDocs().get(query).forEach((id, grade) -> {
            if (grade > 0) {
                ids.add(id);
            }
        });
        return ids;
    }

    private String reasonAgainst(Set<String> relevantIds, Set<String> relevantTexts, String id) {
        if (relevantIds.contains(id)) {
            return MiningAudit.RELEVANT;
        }
        return relevantTexts.contains(dataset.corpus().get(id)) ? MiningAudit.SAME_TEXT : "";
    }

    private void choose(String query, Candidates candidates, SplittableRandom random) {
        IntArrayList positions = new IntArrayList();
        for (int i = 0; i < candidates.ids().size(); i++) {
            positions.add(i);
        }
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < options.negatives() && !positions.isEmpty()) {
            int next = options.sampling() == MiningOptions.Sampling.TOP ? 0 : random.nextInt(positions.size());
            int position = positions.removeInt(next);
            String id = candidates.ids().get(position);
            chosen.add(id);
            negativeScores.add(candidates.scores().getFloat(position));
            if (chosen.size() == 1 && samples.size() < SAMPLES) {
                samples.add(new MiningAudit.Sample(
                        dataset.queries().get(query),
                        dataset.corpus().get(candidates.positive()),
                        candidates.positiveScore(),
                        dataset.corpus().get(id),
                        candidates.scores().getFloat(position)));
            }
        }
        if (chosen.size() < options.negatives()) {
            shortOf++;
        }
        if (!chosen.isEmpty()) {
            negatives.put(query, chosen);
        }
    }
}
