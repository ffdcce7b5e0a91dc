package io.retune.training.search;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.metrics.Ranking;
import io.retune.training.evaluation.VectorSource;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Searches vectors in memory. They are encoded when they are first needed: the passages once, queries with each request
 * that names others than the one before.
 */
public final class EncodedSearch implements PassageSearch {
    private final VectorSource vectors;
    private final RagDataset dataset;
    private final List<String> passageIds;

    private Encoded passages;
    private Encoded queries;

    /** Searches the whole corpus. */
    public EncodedSearch(VectorSource vectors, RagDataset dataset) {
        this(vectors, dataset, List.copyOf(dataset.corpus().keySet()));
    }

    /** Searches some of the passages. */
    public EncodedSearch(VectorSource vectors, RagDataset dataset, List<String> passageIds) {
        this.vectors = vectors;
        this.dataset = dataset;
        this.passageIds = List.copyOf(passageIds);
    }

    @Override
    public void nearest(List<String> queryIds, int limit, RankingSink sink) {
        VectorMatrix corpus = passages().matrix();
        new ExactSearch(corpus, passageIds).search(queries(queryIds).matrix(), limit, (query, rows, scores, count) -> {
            List<String> ids = new ArrayList<>(count);
            float[] found = new float[count];
            for (int i = 0; i < count; i++) {
                ids.add(passageIds.get(rows[i]));
                found[i] = scores[i];
            }
            sink.accept(queryIds.get(query), Ranking.of(ids, found));
        });
    }

    @Override
    public float[] scores(List<QueryPassage> pairs) {
        Encoded corpus = passages();
        Encoded asking =
                queries(pairs.stream().map(QueryPassage::queryId).distinct().toList());
        float[] scores = new float[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            QueryPassage pair = pairs.get(i);
            scores[i] = dot(asking.matrix(), asking.row(pair.queryId()), corpus.matrix(), corpus.row(pair.passageId()));
        }
        return scores;
    }

    private Encoded passages() {
        if (passages == null) {
            passages = encode(Role.PASSAGE, passageIds, dataset.corpus());
        }
        return passages;
    }

    private Encoded queries(List<String> ids) {
        if (queries == null || !queries.ids().equals(ids)) {
            queries = encode(Role.QUERY, ids, dataset.queries());
        }
        return queries;
    }

    private Encoded encode(Role role, List<String> ids, Map<String, String> texts) {
        Object2IntOpenHashMap<String> rows = new Object2IntOpenHashMap<>(ids.size());
        ids.forEach(id -> rows.put(id, rows.size()));
        return new Encoded(
                List.copyOf(ids),
                vectors.encode(role, ids.stream().map(texts::get).toList()),
                rows);
    }

    private static float dot(VectorMatrix left, int leftRow, VectorMatrix right, int rightRow) {
        int width = left.dimensions();
        float sum = 0;
        for (int i = 0; i < width; i++) {
            sum += left.values()[leftRow * width + i] * right.values()[rightRow * width + i];
        }
        return sum;
    }

    /** Vectors, and which row each id has. */
    private record Encoded(List<String> ids, VectorMatrix matrix, Object2IntOpenHashMap<String> rows) {
        int row(String id) {
            if (!rows.containsKey(id)) {
                throw new IllegalArgumentException("search: \"" + id + "\" is not among the " + ids.size()
                        + " ids that were encoded; expected one of them");
            }
            return rows.getInt(id);
        }
    }
}
