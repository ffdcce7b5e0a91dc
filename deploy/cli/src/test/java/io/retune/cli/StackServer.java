package io.retune.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The edge of a stack: answers of all four services, as a test lays them out. */
final class StackServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    /**
     * What was asked.
     *
     * @param line method, path and query
     * @param body of the request
     */
    record Request(String line, String body) {}

    private record Answer(int status, String body) {}

    StackServer() throws IOException {
        server = listening();
        server.createContext("/", this::serve);
        server.start();
    }

    /** A server on any free port, to be given its answers and started. */
    static HttpServer listening() throws IOException {
        // Without it every answer waits 40 ms for the client's acknowledgement; read when the first server is made.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /** Lays out a further answer; the last one of a line is repeated. */
    StackServer answers(String line, String body) {
        return answers(line, 200, body);
    }

    synchronized StackServer answers(String line, int status, String body) {
        answers.computeIfAbsent(line, any -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    /** Bodies of the requests that began so, in order. */
    List<String> bodies(String lineStart) {
        return requests.stream()
                .filter(request -> request.line().startsWith(lineStart))
                .map(Request::body)
                .toList();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Surroundings in which all services are here. */
    Map<String, String> environment(Path home) {
        return Map.of(
                "RETUNE_HOME", home.toString(),
                "RETUNE_URL_SYNTH", url(),
                "RETUNE_URL_EMBED", url() + "/",
                "RETUNE_URL_TRAIN", url(),
                "RETUNE_URL_EVAL", url());
    }

    /** A recorded answer among the test's resources. */
    static String recorded(String name) {
        try (InputStream resource = Objects.requireNonNull(StackServer.class.getResourceAsStream(name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(line, body));
            Answer answer = next(line);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer next(String line) {
        Deque<Answer> laidOut = answers.get(line);
        if (laidOut == null) {
            return new Answer(404, "{\"status\":404,\"title\":\"Not Found\",\"detail\":\"nothing at " + line + "\"}");
        }
        return laidOut.size() > 1 ? laidOut.pop() : laidOut.peek();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
