package io.retune.local.qdrant.store;

import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import io.retune.local.qdrant.protocol.Refusal;

/**
 * A point as it is stored.
 *
 * @param vector normalised in a cosine collection
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the vector is handed on, not copied.
record Point(PointKey key, float[] vector, Payload payload) {

    /** Reads a point of a request. */
    static Point ofRequest(PointStruct point, VectorSpace space) {
        PointKey key = PointKey.of(point.getId());
        if (!point.getVectors().hasVector()) {
            throw Refusal.wrongInput("point %s has no vector; set vectors.vector"
                    .formatted(point.getId().toString().strip()));
        }
        return new Point(key, space.vector(dense(point.getVectors().getVector())), Payload.of(point.getPayloadMap()));
    }

    /** Older clients put the numbers beside the field for dense vectors. */
    @SuppressWarnings("deprecation")
    private static DenseVector dense(Vector vector) {
        return vector.hasDense()
                ? vector.getDense()
                : DenseVector.newBuilder().addAllData(vector.getDataList()).build();
    }

    /** Reads a point of the log. */
    static Point ofRecord(PointStruct point) {
        return new Point(
                PointKey.of(point.getId()),
                VectorSpace.values(point.getVectors().getVector().getDense()),
                Payload.of(point.getPayloadMap()));
    }

    PointStruct toRecord() {
        return PointStruct.newBuilder()
                .setId(key.toId())
                .setVectors(Vectors.newBuilder().setVector(Vector.newBuilder().setDense(dense(vector))))
                .putAllPayload(payload.fields())
                .build();
    }

    /** A vector in the protocol's form. */
    static DenseVector dense(float[] vector) {
        DenseVector.Builder dense = DenseVector.newBuilder();
        for (float value : vector) {
            dense.addData(value);
        }
        return dense.build();
    }
}
