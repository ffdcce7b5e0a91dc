package io.retune.train.search;

import io.retune.dataset.RagDataset;
import io.retune.events.JudgedSet;
import io.retune.metrics.Ranking;
import io.retune.training.TrainingException;
import io.retune.training.search.PassageSearch;
import io.retune.training.search.QueryPair;
import io.retune.training.search.QueryPassage;
import io.retune.vectors.Hit;
import io.retune.vectors.SearchMode;
import io.retune.vectors.VectorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches the base model's judging collections. Queries that are not in them, such as synthetic ones, are encoded here.
 */
public final class QdrantSearch implements PassageSearch {
    static final int BATCH = 256;

    private final VectorStore store;
    private final JudgedSet set;
    private final RagDataset dataset;
    private final QueryEncoder encoder;
    private final Runnable safePoint;
    private final Map<String, float[]> queryVectors = new HashMap<>();

    /** Encodes queries with the model that filled the collections. */
    @FunctionalInterface
    public interface QueryEncoder {
        /** One vector per text, in order. */
        float[][] encode(List<String> texts);
    }

    /**
     * Prepares a search.
     *
     * @param set the collections
     * @param dataset what is trained on; its corpus is the collection's
     * @param safePoint is called before every call of the server; may throw
     * @throws TrainingException if the collection does not hold as many passages as the corpus
     */
    public QdrantSearch(
            VectorStore store, JudgedSet set, RagDataset dataset, QueryEncoder encoder, Runnable safePoint) {
        this.store = store;
        this.set = set;
        this.dataset = dataset;
        this.encoder = encoder;
        this.safePoint = safePoint;
        long points = store.count(set.passages());
        if (points != dataset.corpus().size()) {
            throw new TrainingException("collection " + set.passages() + ": holds " + points + " passages, expected "
                    + dataset.corpus().size() + ", the corpus of the training data; start the run again");
        }
    }

    @Override
    public void nearest(List<String> queryIds, int limit, RankingSink sink) {
        load(queryIds);
        int most = Math.min(limit, dataset.corpus().size());
        for (int start = 0; start < queryIds.size(); start += BATCH) {
            safePoint.run();
            List<String> batch = queryIds.subList(start, Math.min(queryIds.size(), start + BATCH));
            List<List<Hit>> hits = store.search(
                    set.passages(), batch.stream().map(queryVectors::get).toList(), most, SearchMode.EXACT);
            for (int i = 0; i < batch.size(); i++) {
                sink.accept(batch.get(i), ranking(hits.get(i)));
            }
        }
    }

    private Ranking ranking(List<Hit> hits) {
        List<String> ids = new ArrayList<>(hits.size());
        float[] scores = new float[hits.size()];
        for (int i = 0; i < scores.length; i++) {
            ids.add(known(hits.get(i).docId()));
            scores[i] = hits.get(i).score();
        }
        return Ranking.of(ids, scores);
    }

    private String known(String passage) {
        if (!dataset.corpus().containsKey(passage)) {
            throw new TrainingException("collection " + set.passages() + ": holds passage \"" + passage
                    + "\", which is not in the corpus of the training data; start the run again");
        }
        return passage;
    }

    @Override
    public float[] scores(List<QueryPassage> pairs) {
        load(pairs.stream().map(QueryPassage::queryId).toList());
        float[] scores = new float[pairs.size()];
        for (int start = 0; start < scores.length; start += BATCH) {
            int end = Math.min(scores.length, start + BATCH);
            Set<String> ids = new LinkedHashSet<>();
            pairs.subList(start, end).forEach(pair -> ids.add(pair.passageId()));
            Map<String, float[]> passages = passages(ids);
            for (int i = start; i < end; i++) {
                QueryPassage pair = pairs.get(i);
                scores[i] = dot(queryVectors.get(pair.queryId()), passages.get(pair.passageId()));
            }
        }
        return scores;
    }

    @Override
    public float[] nearness(List<QueryPair> pairs) {
        load(pairs.stream()
                .flatMap(pair -> Stream.of(pair.queryId(), pair.otherId()))
                .toList());
        float[] nearness = new float[pairs.size()];
        for (int i = 0; i < nearness.length; i++) {
            nearness[i] = dot(
                    queryVectors.get(pairs.get(i).queryId()),
                    queryVectors.get(pairs.get(i).otherId()));
        }
        return nearness;
    }

    /** Vectors of queries, by id. */
    Map<String, float[]> queries(Collection<String> queryIds) {
        load(queryIds);
        return queryVectors;
    }

    /** Vectors of passages, by id; as many as one call of the server may ask for. */
    Map<String, float[]> passages(Collection<String> ids) {
        safePoint.run();
        Map<String, float[]> found = store.vectors(set.passages(), ids);
        ids.stream().filter(id -> !found.containsKey(id)).findFirst().ifPresent(missing -> {
            throw new TrainingException("collection " + set.passages() + ": lacks passage \"" + missing
                    + "\" of the training data; start the run again");
        });
        return found;
    }

    /** Vectors of queries are kept: mining and selection ask about them more than once. */
    private void load(Collection<String> queryIds) {
        List<String> unknown = new ArrayList<>(new LinkedHashSet<>(queryIds));
        unknown.removeIf(queryVectors::containsKey);
        for (int start = 0; start < unknown.size(); start += BATCH) {
            safePoint.run();
            List<String> batch = unknown.subList(start, Math.min(unknown.size(), start + BATCH));
            queryVectors.putAll(store.vectors(set.queries(), batch));
        }
        unknown.removeIf(queryVectors::containsKey);
        if (!unknown.isEmpty()) {
            float[][] vectors =
                    encoder.encode(unknown.stream().map(dataset.queries()::get).toList());
            for (int i = 0; i < vectors.length; i++) {
                queryVectors.put(unknown.get(i), vectors[i]);
            }
        }
    }

    private static float dot(float[] left, float[] right) {
        float sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
