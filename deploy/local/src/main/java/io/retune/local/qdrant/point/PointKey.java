package io.retune.local.qdrant.point;

import io.qdrant.client.grpc.Common.PointId;
import io.retune.local.qdrant.protocol.Refusal;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of a point, in Qdrant's order: numbers before UUIDs, both unsigned.
 *
 * @param uuid whether it is a UUID
 * @param high the UUID's upper half; 0 for a number
 * @param low the UUID's lower half, or the number
 */
public record PointKey(boolean uuid, long high, long low) implements Comparable<PointKey> {
    private static final Pattern HYPHENATED = Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final Pattern SIMPLE = Pattern.compile("[0-9a-fA-F]{32}");

    /** Reads the id of a request. */
    public static PointKey of(PointId id) {
        return switch (id.getPointIdOptionsCase()) {
            case NUM -> new PointKey(false, 0, id.getNum());
            case UUID -> ofUuid(id.getUuid());
            case POINTIDOPTIONS_NOT_SET -> throw Refusal.wrongInput("a point id is empty; set num or uuid");
        };
    }

    private static PointKey ofUuid(String text) {
        if (HYPHENATED.matcher(text).matches()) {
            UUID uuid = UUID.fromString(text);
            return new PointKey(true, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        }
        if (SIMPLE.matcher(text).matches()) {
            return new PointKey(
                    true, Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
        }
        throw Refusal.wrongInput("Unable to parse UUID: " + text);
    }

    /** The id of an answer. */
    public PointId toId() {
        PointId.Builder id = PointId.newBuilder();
        return uuid
                ? id.setUuid(new UUID(high, low).toString()).build()
                : id.setNum(low).build();
    }

    @Override
    public int compareTo(PointKey other) {
        if (uuid != other.uuid) {
            return uuid ? 1 : -1;
        }
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }
}
