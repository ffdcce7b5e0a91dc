package io.retune.synth.rest;

import io.retune.events.EventCodec;
import io.retune.ring.channel.BadRequests;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A request in JSON: unlike a data set, it is held in memory, so it must not be long. */
final class JsonBody {
    private static final int LONGEST = 16 << 20;

    private JsonBody() {}

    /** @throws io.retune.events.EventException if it is no JSON or does not fit */
    static <T extends Record> T read(InputStream body, Class<T> type) throws IOException {
        byte[] content = body.readNBytes(LONGEST + 1);
        if (content.length > LONGEST) {
            throw BadRequests.problem(
                    Status.REQUEST_ENTITY_TOO_LARGE,
                    "request: found more than " + LONGEST + " bytes, expected at most that; send it in parts");
        }
        return EventCodec.readPlain(new String(content, StandardCharsets.UTF_8), type);
    }
}
