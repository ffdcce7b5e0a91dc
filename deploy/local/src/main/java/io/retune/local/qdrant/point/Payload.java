package io.retune.local.qdrant.point;

import com.google.protobuf.InvalidProtocolBufferException;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.UncheckedIOException;
import java.util.Map;

/** The payload of a point, kept as the bytes of a {@link Struct}: a tenth of what its objects take. */
public final class Payload {
    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Packs a payload. */
    public static Payload of(Map<String, Value> fields) {
        return new Payload(Struct.newBuilder().putAllFields(fields).build().toByteArray());
    }

    /** Unpacks it. */
    public Map<String, Value> fields() {
        try {
            return Struct.parseFrom(bytes).getFieldsMap();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("a payload in memory cannot be read", e);
        }
    }

    /** Bytes it takes. */
    public int size() {
        return bytes.length;
    }
}
