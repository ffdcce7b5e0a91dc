package io.retune.synth.order;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Orders in the artifact store, where every replica sees them: {@code synthesis/<id>/request.json}, then {@code
 * result.json} or {@code error.json}, and {@code attempt-<n>} for each time that a process began.
 */
@ApplicationScoped
class OrderRecords {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
    private static final String REQUEST = "request.json";
    private static final String RESULT = "result.json";
    private static final String ERROR = "error.json";

    private final ArtifactStore store;

    OrderRecords(ArtifactStore store) {
        this.store = store;
    }

    void request(SynthesisOrder order) {
        put(order.id(), REQUEST, order);
    }

    void forget(String id) {
        store.delete(key(id, REQUEST));
    }

    void finish(String id, SynthesisView.Result result) {
        put(id, RESULT, result);
    }

    void fail(String id, String error) {
        put(id, ERROR, new SynthesisView.Failure(error, Instant.now()));
    }

    /** Notes that a process begins, and returns how many have. */
    int begin(String id) {
        int attempt = 1;
        while (!store.putIfAbsent(attemptKey(id, attempt), new byte[] {'\n'})) {
            attempt++;
        }
        return attempt;
    }

    /** A process that was told to stop does not count. */
    void release(String id, int attempt) {
        store.delete(attemptKey(id, attempt));
    }

    Optional<SynthesisOrder> order(String id) {
        return ID.matcher(id).matches() ? read(id, REQUEST, SynthesisOrder.class) : Optional.empty();
    }

    Optional<SynthesisView.Result> result(String id) {
        return read(id, RESULT, SynthesisView.Result.class);
    }

    Optional<String> error(String id) {
        return read(id, ERROR, SynthesisView.Failure.class).map(SynthesisView.Failure::error);
    }

    private void put(String id, String record, Record value) {
        store.putIfAbsent(key(id, record), EventCodec.writePlain(value).getBytes(StandardCharsets.UTF_8));
    }

    private <T extends Record> Optional<T> read(String id, String record, Class<T> type) {
        return store.read(key(id, record))
                .map(content -> EventCodec.readPlain(new String(content, StandardCharsets.UTF_8), type));
    }

    private static String attemptKey(String id, int attempt) {
        return key(id, "attempt-" + attempt);
    }

    private static String key(String id, String record) {
        return "synthesis/" + id + "/" + record;
    }
}
