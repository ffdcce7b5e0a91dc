package io.retune.vectors;

import io.qdrant.client.PointIdFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How a document is laid out as a Qdrant point: id, vector, payload. */
final class PointFormat {
    static final String LOG_POSITION = "log_position";
    private static final String DOC_ID = "doc_id";
    private static final String CONTENT_HASH = "content_hash";
    // Never to change: every stored point's id depends on it.
    private static final UUID DOCUMENTS = UUID.fromString("9b0bd57a-5d2f-4c3e-8a58-3d7f5c1e60a4");

    private final String textKey;
    private final Set<String> ownKeys;

    /** @param textKey the payload key of the text */
    PointFormat(String textKey) {
        if (textKey.isBlank() || Set.of(DOC_ID, CONTENT_HASH, LOG_POSITION).contains(textKey)) {
            throw new IllegalArgumentException(
                    "payload: found \"%s\" as the key of the text, expected a name other than doc_id, content_hash and"
                                    .formatted(textKey)
                            + " log_position; text_segment is the usual one");
        }
        this.textKey = textKey;
        this.ownKeys = Set.of(DOC_ID, CONTENT_HASH, LOG_POSITION, textKey);
    }

    /** The id of a document's point. */
    static PointId id(String docId) {
        return PointIdFactory.id(UuidV5.of(DOCUMENTS, docId));
    }

    PointStruct write(Point point) {
        PointStruct.Builder struct = PointStruct.newBuilder()
                .setId(id(point.docId()))
                .setVectors(Vectors.newBuilder().setVector(Vector.newBuilder().setDense(dense(point.vector()))))
                .putPayload(DOC_ID, ValueFactory.value(point.docId()))
                .putPayload(textKey, ValueFactory.value(point.text()))
                .putPayload(CONTENT_HASH, ValueFactory.value(point.contentHash()))
                .putPayload(LOG_POSITION, ValueFactory.value(point.logPosition()));
        FlatMetadata.of(point.metadata(), ownKeys).forEach((key, value) -> struct.putPayload(key, value(value)));
        return struct.build();
    }

    Point readPoint(RetrievedPoint point) {
        Map<String, Value> payload = point.getPayloadMap();
        return new Point(
                text(payload, DOC_ID, point.getId()),
                vector(point.getVectors()),
                text(payload, textKey, point.getId()),
                text(payload, CONTENT_HASH, point.getId()),
                required(payload, LOG_POSITION, point.getId()).getIntegerValue(),
                metadata(payload));
    }

    Hit readHit(ScoredPoint point) {
        Map<String, Value> payload = point.getPayloadMap();
        return new Hit(
                text(payload, DOC_ID, point.getId()),
                point.getScore(),
                text(payload, textKey, point.getId()),
                metadata(payload));
    }

    static DenseVector dense(float[] vector) {
        DenseVector.Builder dense = DenseVector.newBuilder();
        for (float value : vector) {
            dense.addData(value);
        }
        return dense.build();
    }

    // Servers before 1.16 fill the field that is deprecated now, later ones the new one.
    @SuppressWarnings("deprecation")
    static float[] vector(VectorsOutput vectors) {
        VectorOutput output = vectors.getVector();
        if (output.hasDense()) {
            DenseVector dense = output.getDense();
            float[] vector = new float[dense.getDataCount()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = dense.getData(i);
            }
            return vector;
        }
        float[] vector = new float[output.getDataCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = output.getData(i);
        }
        return vector;
    }

    private Map<String, Object> metadata(Map<String, Value> payload) {
        Map<String, Object> metadata = new HashMap<>();
        payload.forEach((key, value) -> {
            if (!ownKeys.contains(key)) {
                metadata.put(key, scalar(value));
            }
        });
        return metadata;
    }

    private static String text(Map<String, Value> payload, String key, PointId id) {
        return required(payload, key, id).getStringValue();
    }

    private static Value required(Map<String, Value> payload, String key, PointId id) {
        Value value = payload.get(key);
        if (value == null) {
            throw new VectorStoreException(
                    "point %s: found no \"%s\" in its payload (keys: %s); only points written by this store can be read"
                            .formatted(id.hasUuid() ? id.getUuid() : id.getNum(), key, sorted(payload)));
        }
        return value;
    }

    private static String sorted(Map<String, Value> payload) {
        return String.join(", ", payload.keySet().stream().sorted().toList());
    }

    private static Value value(Object scalar) {
        if (scalar instanceof Long number) {
            return ValueFactory.value(number);
        }
        if (scalar instanceof Double number) {
            return ValueFactory.value(number);
        }
        return ValueFactory.value((String) scalar);
    }

    /** A value as text or number; kinds that this store never writes are given as text. */
    static Object scalar(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INTEGER_VALUE -> value.getIntegerValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> value.toString().strip();
        };
    }
}
