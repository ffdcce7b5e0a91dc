package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.ExactSearch;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
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
    private final List<String> passageIds;
    private final List<String> passageTexts;
    private final Map<String, Integer> rows = new HashMap<>();

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
        this.passageIds = List.copyOf(dataset.corpus().keySet());
        this.passageTexts = List.copyOf(dataset.corpus().values());
        passageIds.forEach(id -> rows.put(id, rows.size()));
    }

    /** Mines for some queries of a data set. */
    public static Result mine(RagDataset dataset, List<String> queryIds, VectorSource vectors, MiningOptions options) {
        return new HardNegativeMiner(dataset, options).run(queryIds, vectors);
    }

    private Result run(List<String> queryIds, VectorSource vectors) {
        VectorMatrix passages = vectors.encode(Role.PASSAGE, passageTexts);
        VectorMatrix queries = vectors.encode(
                Role.QUERY, queryIds.stream().map(dataset.queries()::get).toList());
        SplittableRandom random = new SplittableRandom(options.seed());
        new ExactSearch(passages, passageIds)
                .search(queries, options.rangeMax() + mostRelevant(queryIds), (query, found, scores, count) -> {
                    Candidates candidates =
                            consider(queryIds.get(query), queries, query, passages, found, scores, count);
                    choose(queryIds.get(query), candidates, random.split());
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

    /** The most ranks that a query's relevant passages and others with the same text can take. */
    private int mostRelevant(List<String> queryIds) {
        Object2IntOpenHashMap<String> copies = new Object2IntOpenHashMap<>();
        passageTexts.forEach(text -> copies.addTo(text, 1));
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
    private record Candidates(IntArrayList rows, FloatArrayList scores, String positive, double positiveScore) {}

    private Candidates consider(
            String query,
            VectorMatrix queries,
            int queryRow,
            VectorMatrix passages,
            int[] found,
            float[] scores,
            int count) {
        Set<String> relevantIds = relevant(query);
        Set<String> relevantTexts = new HashSet<>();
        double sum = 0;
        for (String id : relevantIds) {
            relevantTexts.add(dataset.corpus().get(id));
            float score = dot(queries, queryRow, passages, rows.get(id));
            positiveScores.add(score);
            sum += score;
        }
        double positiveScore = sum / relevantIds.size();
        double limit = options.relativeMargin().isPresent()
                ? positiveScore * (1 - options.relativeMargin().getAsDouble())
                : Double.POSITIVE_INFINITY;
        Candidates kept = new Candidates(
                new IntArrayList(), new FloatArrayList(), relevantIds.iterator().next(), positiveScore);
        int rank = 0;
        for (int i = 0; i < count; i++) {
            String reason = reasonAgainst(relevantIds, relevantTexts, found[i]);
            if (reason.isEmpty()) {
                rank++;
                if (rank > options.rangeMax()) {
                    break;
                }
                reason = rank <= options.rangeMin()
                        ? MiningAudit.ABOVE_RANGE
                        : scores[i] > limit ? MiningAudit.MARGIN : "";
            }
            if (reason.isEmpty()) {
                kept.rows().add(found[i]);
                kept.scores().add(scores[i]);
            } else {
                removed.merge(reason, 1, Integer::sum);
            }
        }
        return kept;
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

    private String reasonAgainst(Set<String> relevantIds, Set<String> relevantTexts, int row) {
        if (relevantIds.contains(passageIds.get(row))) {
            return MiningAudit.RELEVANT;
        }
        return relevantTexts.contains(passageTexts.get(row)) ? MiningAudit.SAME_TEXT : "";
    }

    private void choose(String query, Candidates candidates, SplittableRandom random) {
        IntArrayList positions = new IntArrayList();
        for (int i = 0; i < candidates.rows().size(); i++) {
            positions.add(i);
        }
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < options.negatives() && !positions.isEmpty()) {
            int next = options.sampling() == MiningOptions.Sampling.TOP ? 0 : random.nextInt(positions.size());
            int position = positions.removeInt(next);
            int row = candidates.rows().getInt(position);
            chosen.add(passageIds.get(row));
            negativeScores.add(candidates.scores().getFloat(position));
            if (chosen.size() == 1 && samples.size() < SAMPLES) {
                samples.add(new MiningAudit.Sample(
                        dataset.queries().get(query),
                        dataset.corpus().get(candidates.positive()),
                        candidates.positiveScore(),
                        passageTexts.get(row),
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

    private static float dot(VectorMatrix left, int leftRow, VectorMatrix right, int rightRow) {
        int width = left.dimensions();
        float sum = 0;
        for (int i = 0; i < width; i++) {
            sum += left.values()[leftRow * width + i] * right.values()[rightRow * width + i];
        }
        return sum;
    }
}
