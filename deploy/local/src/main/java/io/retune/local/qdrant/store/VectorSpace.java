package io.retune.local.qdrant.store;

import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.DenseVector;
import io.retune.local.qdrant.protocol.Refusal;

/**
 * The vectors of a collection: how many numbers they have and how they are compared. A score is a dot product either
 * way, since vectors of a cosine collection have length 1, as in Qdrant.
 *
 * @param dimensions 1 to 65536
 * @param distance {@link Distance#Dot} or {@link Distance#Cosine}
 */
public record VectorSpace(int dimensions, Distance distance) {
    private static final int MOST_DIMENSIONS = 65_536;
    private static final float SMALLEST_STEP = Math.ulp(1f);
    private static final float CLOSE_TO_ONE = 1e-6f;

    /** Reads a request to create a collection. */
    public static VectorSpace of(VectorParams params) {
        long size = params.getSize();
        if (size < 1 || size > MOST_DIMENSIONS) {
            throw Refusal.wrongInput("vectors_config.params.size: found %s; expected 1 to %d"
                    .formatted(Long.toUnsignedString(size), MOST_DIMENSIONS));
        }
        if (params.getDistance() != Distance.Dot && params.getDistance() != Distance.Cosine) {
            throw Refusal.wrongInput(
                    "vectors_config.params.distance: found %s; the local Qdrant has Dot and Cosine, use one of them or a"
                                    .formatted(params.getDistance())
                            + " real Qdrant");
        }
        return new VectorSpace((int) size, params.getDistance());
    }

    /** The parameters as a collection's description shows them. */
    public VectorParams toParams() {
        return VectorParams.newBuilder()
                .setSize(dimensions)
                .setDistance(distance)
                .build();
    }

    /** Reads a vector of a request, of a point or a query alike: checked, and normalised where the distance asks so. */
    public float[] vector(DenseVector vector) {
        if (vector.getDataCount() != dimensions) {
            throw Refusal.wrongInput(
                    "Vector dimension error: expected dim: %d, got %d".formatted(dimensions, vector.getDataCount()));
        }
        float[] values = values(vector);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Refusal.wrongInput(
                        "a vector has the value %s; only finite numbers can be compared".formatted(value));
            }
        }
        return distance == Distance.Cosine ? normalised(values) : values;
    }

    /** The numbers of a vector as they are. */
    static float[] values(DenseVector vector) {
        float[] values = new float[vector.getDataCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.getData(i);
        }
        return values;
    }

    /** Qdrant's {@code cosine_preprocess} (lib/segment/src/spaces/simple.rs). */
    private static float[] normalised(float[] values) {
        float squares = DotProduct.of(values, 0, values, values.length);
        if (squares < SMALLEST_STEP || Math.abs(squares - 1) <= CLOSE_TO_ONE) {
            return values;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < values.length; i++) {
            values[i] /= length;
        }
        return values;
    }
}
