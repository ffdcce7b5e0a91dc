package io.retune.local.qdrant;

import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.retune.local.qdrant.protocol.Refusal;
import io.retune.local.qdrant.store.PointTable;
import io.retune.local.qdrant.store.ScoredRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which parts of a point an answer carries. */
record Selection(boolean withPayload, Predicate<String> fields, boolean withVectors) {

    /**
     * Reads the selectors of a request.
     *
     * @param payloadUnlessSaid the method's default for the payload
     */
    static Selection of(WithPayloadSelector payload, WithVectorsSelector vectors, boolean payloadUnlessSaid) {
        return switch (payload.getSelectorOptionsCase()) {
            case ENABLE -> new Selection(payload.getEnable(), field -> true, vectors.getEnable());
            case INCLUDE ->
                new Selection(true, names(payload.getInclude().getFieldsList())::contains, vectors.getEnable());
            case EXCLUDE -> {
                Set<String> excluded = names(payload.getExclude().getFieldsList());
                yield new Selection(true, field -> !excluded.contains(field), vectors.getEnable());
            }
            case SELECTOROPTIONS_NOT_SET -> new Selection(payloadUnlessSaid, field -> true, vectors.getEnable());
        };
    }

    /** Only whole fields can be chosen here, not parts inside them. */
    private static Set<String> names(List<String> fields) {
        for (String field : fields) {
            if (field.indexOf('.') >= 0 || field.indexOf('[') >= 0 || field.indexOf('"') >= 0) {
                throw Refusal.unimplemented("WithPayloadSelector with the path '" + field + "'");
            }
        }
        return Set.copyOf(fields);
    }

    RetrievedPoint retrieved(PointTable points, int row) {
        RetrievedPoint.Builder point =
                RetrievedPoint.newBuilder().setId(points.key(row).toId());
        if (withPayload) {
            point.putAllPayload(payload(points, row));
        }
        if (withVectors) {
            point.setVectors(vectors(points, row));
        }
        return point.build();
    }

    ScoredPoint scored(PointTable points, ScoredRow scored) {
        ScoredPoint.Builder point =
                ScoredPoint.newBuilder().setId(points.key(scored.row()).toId()).setScore(scored.score());
        if (withPayload) {
            point.putAllPayload(payload(points, scored.row()));
        }
        if (withVectors) {
            point.setVectors(vectors(points, scored.row()));
        }
        return point.build();
    }

    private Map<String, Value> payload(PointTable points, int row) {
        Map<String, Value> selected = new HashMap<>(points.payload(row).fields());
        selected.keySet().removeIf(fields.negate());
        return selected;
    }

    private static VectorsOutput vectors(PointTable points, int row) {
        return VectorsOutput.newBuilder()
                .setVector(VectorOutput.newBuilder().setDense(points.dense(row)))
                .build();
    }
}
