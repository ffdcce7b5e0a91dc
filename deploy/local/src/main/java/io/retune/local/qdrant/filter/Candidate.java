package io.retune.local.qdrant.filter;

import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import java.util.Optional;
import java.util.function.Supplier;

/** What a condition is asked about: a point, or an object inside its payload, which has no id. */
final class Candidate {
    private final Optional<PointKey> key;
    private final Supplier<Value> source;
    private Value payload;

    private Candidate(Optional<PointKey> key, Supplier<Value> source) {
        this.key = key;
        this.source = source;
    }

    static Candidate point(PointKey key, Payload payload) {
        return new Candidate(Optional.of(key), () -> Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(payload.fields()))
                .build());
    }

    static Candidate object(Value value) {
        return new Candidate(Optional.empty(), () -> value);
    }

    Optional<PointKey> key() {
        return key;
    }

    /** Unpacked at the first call: conditions on the id alone do without it. */
    Value payload() {
        if (payload == null) {
            payload = source.get();
        }
        return payload;
    }
}
