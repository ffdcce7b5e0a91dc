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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches vectors in memory. They are encoded when they are first needed: the passages once, queries with each request
 * that names some that the one before it did not.
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
        new ExactSearch(corpus, passageIds)
                .search(queries(queryIds).of(queryIds), limit, (query, rows, scores, count) -> {
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

    @Override
    public float[] nearness(List<QueryPair> pairs) {
        Encoded asking = queries(pairs.stream()
                .flatMap(pair -> Stream.of(pair.queryId(), pair.otherId()))
                .distinct()
                .toList());
        float[] scores = new float[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            QueryPair pair = pairs.get(i);
            scores[i] = dot(asking.matrix(), asking.row(pair.queryId()), asking.matrix(), asking.row(pair.otherId()));
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
        if (queries == null || !queries.rows().keySet().containsAll(ids)) {
            queries = encode(Role.QUERY, ids, dataset.queries());
        }
        return queries;
    }

    private Encoded encode(Role role, List<String> ids, Map<String, String> texts) {
        Object2IntOpenHashMap<String> rows = new Object2IntOpenHashMap<>(ids.size());
        ids.forEach(id -> rows.put(id, rows.size()));
        return new Encoded(vectors.encode(role, ids.stream().map(texts::get).toList()), rows);
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
    private record Encoded(VectorMatrix matrix, Object2IntOpenHashMap<String> rows) {
        /** The vectors of some ids, in their order; not copied when they are all of them in the order they have. */
        VectorMatrix of(List<String> ids) {
            if (ids.size() == rows.size() && IntStream.range(0, ids.size()).allMatch(i -> row(ids.get(i)) == i)) {
                return matrix;
            }
            int width = matrix.dimensions();
            VectorMatrix some = VectorMatrix.zeros(ids.size(), width);
            for (int i = 0; i < ids.size(); i++) {
                System.arraycopy(matrix.values(), row(ids.get(i)) * width, some.values(), i * width, width);
            }
            return some;
        }

        int row(String id) {
            if (!rows.containsKey(id)) {
                throw new IllegalArgumentException("search: \"" + id + "\" is not among the " + rows.size()
                        + " ids that were encoded; expected one of them");
            }
            return rows.getInt(id);
        }
    }
}
