package io.retune.synth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that speaks OpenAI's chat completions at a given address, answering as a test wants. */
final class ChatServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Behaviour behaviour;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    private ChatServer(URI address, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 0);
        server.createContext("/v1/chat/completions", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    static ChatServer start(String address, Behaviour behaviour) throws IOException {
        return new ChatServer(URI.create(address), behaviour);
    }

    /** What the server does when asked about a passage for the first, second ... time. */
    interface Behaviour {
        Reply to(String passage, int time);
    }

    record Reply(int status, String body) {
        static Reply says(String content) {
            ObjectNode choice = JSON.createObjectNode().put("index", 0).put("finish_reason", "stop");
            choice.set(
                    "message", JSON.createObjectNode().put("role", "assistant").put("content", content));
            ObjectNode completion = JSON.createObjectNode().put("id", "1").put("model", "test-model");
            completion.set("choices", JSON.createArrayNode().add(choice));
            return new Reply(200, completion.toString());
        }

        /** One good pair, as the JSON asked for. */
        static Reply pairAbout(String passage) {
            return says(JSON.createArrayNode()
                    .add(JSON.createObjectNode()
                            .put("question", "tell me of: " + passage)
                            .put("answer", "the answer to " + passage))
                    .toString());
        }

        static Reply error(int status, String message) {
            ObjectNode error = JSON.createObjectNode();
            error.set("error", JSON.createObjectNode().put("message", message));
            return new Reply(status, error.toString());
        }
    }

    int asked() {
        return asked.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String passage = passage(JSON.readTree(exchange.getRequestBody()));
            int time =
                    asked.computeIfAbsent(passage, any -> new AtomicInteger()).incrementAndGet();
            Reply reply = behaviour.to(passage, time);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static String passage(JsonNode request) {
        for (JsonNode message : request.get("messages")) {
            String content = message.path("content").asText();
            if (content.startsWith("<passage>\n")) {
                return content.substring("<passage>\n".length(), content.length() - "\n</passage>".length());
            }
        }
        throw new AssertionError("no passage in " + request);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
