package io.retune.synthesis.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that speaks OpenAI's chat completions over HTTP, answering as a test wants. */
final class ChatServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Behaviour behaviour;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    private ChatServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    static ChatServer start(Behaviour behaviour) throws IOException {
        return new ChatServer(behaviour);
    }

    /** What the server does when asked about a passage. */
    interface Behaviour {
        /**
         * The answer to a request.
         *
         * @param time how often it has been asked about this passage, from 1
         */
        Reply to(String passage, int time);
    }

    /**
     * What goes back over the wire.
     *
     * @param status HTTP status; {@link #HANG} never answers
     */
    record Reply(int status, String body) {
        static final int HANG = 0;

        static Reply says(String content) {
            return says(content, "stop");
        }

        static Reply says(String content, String finishReason) {
            return new Reply(
                    200,
                    JSON.createObjectNode()
                            .put("id", "chatcmpl-1")
                            .put("object", "chat.completion")
                            .put("model", "test-model")
                            .set("choices", choices(content, finishReason))
                            .toString());
        }

        static Reply error(int status, String message) {
            return new Reply(
                    status,
                    JSON.createObjectNode()
                            .set("error", JSON.createObjectNode().put("message", message))
                            .toString());
        }

        static Reply hang() {
            return new Reply(HANG, "");
        }

        private static JsonNode choices(String content, String finishReason) {
            var choice = JSON.createObjectNode().put("index", 0).put("finish_reason", finishReason);
            choice.set(
                    "message", JSON.createObjectNode().put("role", "assistant").put("content", content));
            return JSON.createArrayNode().add(choice);
        }
    }

    /** Two good pairs about a passage, as the JSON asked for. */
    static String pairsAbout(String passage) {
        return JSON.createArrayNode()
                .add(pair("What colour has " + passage + "?", passage))
                .add(pair("Where in the world grows " + passage + "?", passage))
                .toString();
    }

    private static JsonNode pair(String question, String passage) {
        return JSON.createObjectNode().put("question", question).put("answer", "The answer about " + passage);
    }

    int asked(String passage) {
        AtomicInteger times = asked.get(passage);
        return times == null ? 0 : times.get();
    }

    int asked() {
        return asked.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    ChatModel model() {
        return model(url());
    }

    static ChatModel model(String url) {
        return OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("test-model")
                .timeout(Duration.ofSeconds(30))
                .maxRetries(0)
                .build();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            String passage = passage(JSON.readTree(exchange.getRequestBody()));
            int time =
                    asked.computeIfAbsent(passage, any -> new AtomicInteger()).incrementAndGet();
            Reply reply = behaviour.to(passage, time);
            if (reply.status() == Reply.HANG) {
                closing.await();
                return;
            }
            inFlight.decrementAndGet();
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
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
}
