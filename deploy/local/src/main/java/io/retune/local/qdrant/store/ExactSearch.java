package io.retune.local.qdrant.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Exact nearest neighbours: every query against every row. Rows are taken in strips small enough to stay in the
 * processor's cache while all queries of a batch pass over them; two threads share the rows, and all searches of the
 * process share the two threads.
 */
public final class ExactSearch implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int STRIP_ROWS = 64;
    /** Multiplications below which a second thread costs more than it saves. */
    private static final long WORTH_SHARING = 1 << 18;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "qdrant-search");
        thread.setDaemon(true);
        return thread;
    });

    /** A query with the rows that its filter lets through, all if null. */
    private record Prepared(VectorQuery query, BitSet rows) {
        boolean takes(int row) {
            return rows == null || rows.get(row);
        }
    }

    /**
     * Searches; the table must not change meanwhile.
     *
     * @return per query the rows found, best first
     */
    public List<List<ScoredRow>> search(PointTable points, List<VectorQuery> queries) {
        List<Prepared> prepared = queries.stream()
                .map(query ->
                        new Prepared(query, query.filter().map(points::matching).orElse(null)))
                .toList();
        List<NearestRows> found = isWorthSharing(points, queries)
                ? searchShared(points, prepared)
                : searchRows(points, prepared, 0, points.end());
        List<List<ScoredRow>> results = new ArrayList<>(queries.size());
        for (int i = 0; i < queries.size(); i++) {
            results.add(ranked(found.get(i), queries.get(i)));
        }
        return results;
    }

    private static boolean isWorthSharing(PointTable points, List<VectorQuery> queries) {
        long multiplications = queries.stream()
                .mapToLong(query -> (long) points.end() * query.vector().length)
                .sum();
        return multiplications >= WORTH_SHARING;
    }

    private List<NearestRows> searchShared(PointTable points, List<Prepared> queries) {
        int middle = points.end() / 2;
        Future<List<NearestRows>> upper = threads.submit(() -> searchRows(points, queries, middle, points.end()));
        Future<List<NearestRows>> lower = threads.submit(() -> searchRows(points, queries, 0, middle));
        List<NearestRows> found = result(lower);
        List<NearestRows> others = result(upper);
        for (int i = 0; i < found.size(); i++) {
            found.get(i).offerAll(others.get(i));
        }
        return found;
    }

    private static List<NearestRows> result(Future<List<NearestRows>> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a search", e);
        }
    }

    private static List<NearestRows> searchRows(PointTable points, List<Prepared> queries, int from, int to) {
        List<NearestRows> found = queries.stream()
                .map(query -> new NearestRows(points, wanted(query.query(), points.size())))
                .toList();
        for (int strip = from; strip < to; strip += STRIP_ROWS) {
            int end = Math.min(strip + STRIP_ROWS, to);
            for (int i = 0; i < queries.size(); i++) {
                searchStrip(points, queries.get(i), found.get(i), strip, end);
            }
        }
        return found;
    }

    private static void searchStrip(PointTable points, Prepared query, NearestRows found, int from, int to) {
        float[] vector = query.query().vector();
        float threshold = query.query().threshold();
        for (int row = from; row < to; row++) {
            if (points.key(row) != null && query.takes(row)) {
                float score = points.score(row, vector);
                if (score > threshold) {
                    found.offer(row, score);
                }
            }
        }
    }

    private static int wanted(VectorQuery query, int points) {
        return (int) Math.min((long) query.offset() + query.limit(), points);
    }

    private static List<ScoredRow> ranked(NearestRows found, VectorQuery query) {
        List<ScoredRow> ranked = new ArrayList<>();
        while (found.size() > query.offset()) {
            float score = found.worstScore();
            ranked.add(new ScoredRow(found.removeWorst(), score));
        }
        Collections.reverse(ranked);
        return ranked;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
