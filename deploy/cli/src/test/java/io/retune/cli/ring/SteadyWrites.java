package io.retune.cli.ring;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Five times a second a document is written, changed or deleted over REST. Knows what must be there. */
final class SteadyWrites implements AutoCloseable {
    private static final long PERIOD_MILLIS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final URI documents;
    private final Map<String, String> expected;
    private final Iterator<String> originals;
    private final ScheduledFuture<?> writing;
    private int written;

    /**
     * Begins.
     *
     * @param documents the index's resource
     * @param originals what is in the index, id to text
     */
    SteadyWrites(URI documents, Map<String, String> originals) {
        this.documents = documents;
        this.expected = new TreeMap<>(originals);
        this.originals = List.copyOf(expected.keySet()).iterator();
        this.writing = clock.scheduleAtFixedRate(this::next, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends, and says what must be there: id to text. A write that was refused fails here. */
    Map<String, String> end() throws InterruptedException, TimeoutException {
        clock.shutdown();
        if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new TimeoutException("a write is not answered");
        }
        if (!writing.isCancelled() && writing.isDone()) {
            try {
                writing.get();
            } catch (ExecutionException e) {
                throw new AssertionError("write " + written + " failed", e.getCause());
            }
        }
        return expected;
    }

    int written() {
        return written;
    }

    private void next() {
        String id = "written-" + written;
        switch (written % 4) {
            case 0, 1 -> upsert(id, "a k a " + written);
            case 2 -> upsert(originalOr(id), "k a k " + written);
            default -> delete(written % 8 == 3 ? originalOr(id) : "written-" + (written - 3));
        }
        written++;
    }

    private String originalOr(String other) {
        return originals.hasNext() ? originals.next() : other;
    }

    private void upsert(String id, String text) {
        send("PUT", Map.of("documents", List.of(Map.of("id", id, "text", text))));
        expected.put(id, text);
    }

    private void delete(String id) {
        send("DELETE", Map.of("ids", List.of(id)));
        expected.remove(id);
    }

    private void send(String method, Object body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(documents)
                            .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .header("Content-Type", "application/json")
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 202) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
