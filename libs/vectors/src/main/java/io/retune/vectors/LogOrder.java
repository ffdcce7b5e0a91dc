package io.retune.vectors;

import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.range;

import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters that let a write win over what is stored only if it stands later in the log. A stored point without a log
 * position counts as older.
 *
 * <p>Qdrant evaluates {@code update_filter} for each stored point that has the id of a point to be written, in the same
 * step as the write; points that are not stored are inserted. One filter serves a batch in which each point has its own
 * position: it names, per point, the stored version that must not be there. The alternative, {@code UpdateBatch} with
 * one operation and one filter per point, needs as many entries of Qdrant's log as there are points. A point is checked
 * against every condition of its batch, so batches are to be small ({@link #MAX_POINTS}).
 */
final class LogOrder {
    /** Points per filter; the checks grow with its square. */
    static final int MAX_POINTS = 256;

    private LogOrder() {}

    /** The latest version of each document, in the order of the documents' first appearance. */
    static Collection<Point> latest(List<Point> points) {
        Map<String, Point> latest = new LinkedHashMap<>();
        for (Point point : points) {
            latest.merge(point.docId(), point, (a, b) -> b.logPosition() >= a.logPosition() ? b : a);
        }
        return latest.values();
    }

    /** Matches a stored point unless the same or a later version of it stands in the store. */
    static Filter allOlderThan(List<Point> points) {
        Filter.Builder filter = Filter.newBuilder();
        for (Point point : points) {
            Filter stored = Filter.newBuilder()
                    .addMust(hasId(PointFormat.id(point.docId())))
                    .addMust(atLeast(point.logPosition()))
                    .build();
            filter.addMustNot(filter(stored));
        }
        return filter.build();
    }

    /** Matches the document's point if it is older. */
    static Filter olderThan(String docId, long logPosition) {
        return Filter.newBuilder()
                .addMust(hasId(PointFormat.id(docId)))
                .addMustNot(atLeast(logPosition))
                .build();
    }

    private static Condition atLeast(long logPosition) {
        // Qdrant's ranges are doubles: exact up to 2^53, far beyond any log.
        Range range = Range.newBuilder().setGte((double) logPosition).build();
        return range(PointFormat.LOG_POSITION, range);
    }
}
