package io.retune.local.qdrant.store;

import io.qdrant.client.grpc.Points.DenseVector;
import io.retune.local.qdrant.filter.PointFilter;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The points of a collection in memory: rows that are reused when their point is deleted. Not thread-safe. */
public final class PointTable {
    /** What a point costs in the log beside its vector and its payload, about. */
    private static final int RECORD_OVERHEAD = 64;

    private final int dimensions;
    private final VectorRows vectors;
    private final NavigableMap<PointKey, Integer> rowOf = new TreeMap<>();
    private final IntArrayList free = new IntArrayList();
    private PointKey[] keys = new PointKey[16];
    private Payload[] payloads = new Payload[16];
    private int end;
    private long liveBytes;

    PointTable(int dimensions) {
        this.dimensions = dimensions;
        this.vectors = new VectorRows(dimensions);
    }

    void put(Point point) {
        Integer known = rowOf.get(point.key());
        int row = known == null ? newRow(point.key()) : known;
        if (known != null) {
            liveBytes -= bytes(row);
        }
        vectors.put(row, point.vector());
        payloads[row] = point.payload();
        liveBytes += bytes(row);
    }

    void remove(PointKey key) {
        Integer row = rowOf.remove(key);
        if (row == null) {
            return;
        }
        liveBytes -= bytes(row);
        keys[row] = null;
        payloads[row] = null;
        free.push((int) row);
    }

    private int newRow(PointKey key) {
        int row = free.isEmpty() ? end++ : free.popInt();
        if (row == keys.length) {
            keys = Arrays.copyOf(keys, 2 * row);
            payloads = Arrays.copyOf(payloads, 2 * row);
        }
        keys[row] = key;
        rowOf.put(key, row);
        return row;
    }

    private long bytes(int row) {
        return RECORD_OVERHEAD + (long) Float.BYTES * dimensions + payloads[row].size();
    }

    /** What the points would take in the log, about. */
    long liveBytes() {
        return liveBytes;
    }

    /** Number of points. */
    public int size() {
        return rowOf.size();
    }

    /** One more than the last row; rows without a point have no key. */
    int end() {
        return end;
    }

    /** The rows by id, in the order of ids. */
    public NavigableMap<PointKey, Integer> rows() {
        return rowOf;
    }

    /** Id of the point in a row; null in a free one. */
    public PointKey key(int row) {
        return keys[row];
    }

    /** Payload of the point in a row. */
    public Payload payload(int row) {
        return payloads[row];
    }

    /** The vector in a row, normalised in a cosine collection. */
    public DenseVector dense(int row) {
        return Point.dense(vectors.copy(row));
    }

    float score(int row, float[] query) {
        return vectors.score(row, query);
    }

    Point point(int row) {
        return new Point(keys[row], vectors.copy(row), payloads[row]);
    }

    /** Whether the point in a row meets a filter. */
    public boolean matches(int row, PointFilter filter) {
        return filter.matches(keys[row], payloads[row]);
    }

    /** The rows whose points meet a filter. */
    public BitSet matching(PointFilter filter) {
        BitSet matching = new BitSet(end);
        IntPredicate matches = row -> matches(row, filter);
        if (filter.ids().isPresent()) {
            filter.ids().get().stream()
                    .filter(rowOf::containsKey)
                    .mapToInt(rowOf::get)
                    .filter(matches)
                    .forEach(matching::set);
        } else {
            rowOf.values().stream().mapToInt(row -> row).filter(matches).forEach(matching::set);
        }
        return matching;
    }
}
