package io.retune.cli.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.cli.InputException;
import io.retune.cli.console.Console;
import io.retune.events.EventCodec;
import io.retune.local.stack.Service;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * JSON over HTTP with one service. A service that is away, or says that it cannot answer now, is asked again for as long
 * as the patience lasts; a request whose answer was lost is repeated only if that changes nothing.
 */
final class ServiceClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(30);
    /** Long enough for an upload of gigabytes to be read and checked. */
    private static final Duration WORK_LIMIT = Duration.ofMinutes(30);

    /** Refused before anything was done. */
    private static final int OVERLOAD = 429;
    /** Something may have been done before the service found that it could not go on. */
    private static final int UNAVAILABLE = 503;

    private static final ObjectMapper JSON = EventCodec.json()
            .copy()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final String name;
    private final URI address;
    private final Duration patience;
    private final Console console;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    ServiceClient(Service service, URI address, Duration patience, Console console) {
        this.name = service.childName();
        this.address = address;
        this.patience = patience;
        this.console = console;
    }

    /** A value as it may stand in a path or a query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    URI address() {
        return address;
    }

    JsonNode get(String path) {
        return send(request(path).timeout(LOOK_LIMIT).GET().build(), true);
    }

    <T> T get(String path, Class<T> type) {
        return read(get(path), type);
    }

    /** Sends what does nothing more when it is sent twice. */
    <T> T ask(String path, Object body, Class<T> type) {
        return read(send(post(path, BodyPublishers.ofString(write(body))), true), type);
    }

    /** Sends what is done anew each time it is sent. */
    <T> T order(String path, Object body, Class<T> type) {
        return read(send(post(path, BodyPublishers.ofString(write(body))), false), type);
    }

    /** Sends what is done anew each time it is sent and needs no words. */
    <T> T order(String path, Class<T> type) {
        return read(send(post(path, BodyPublishers.noBody()), false), type);
    }

    /** Sends a file as it is, without holding it in memory. */
    <T> T upload(String path, Path file, Class<T> type) {
        try {
            return read(send(post(path, BodyPublishers.ofFile(file)), true), type);
        } catch (FileNotFoundException e) {
            throw new InputException(file + ": cannot be read (" + e.getMessage() + "); check the name", e);
        }
    }

    <T> T read(JsonNode json, Class<T> type) {
        try {
            return JSON.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw strange(e.getOriginalMessage(), e);
        }
    }

    private HttpRequest post(String path, BodyPublisher body) {
        return request(path)
                .timeout(WORK_LIMIT)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode send(HttpRequest request, boolean repeatable) {
        Patience waiting = new Patience(name, address, patience, console);
        while (true) {
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                if (isWorthAnotherTry(response.statusCode(), repeatable)) {
                    waiting.await(problem(response));
                } else {
                    waiting.reward();
                    return answer(request, response);
                }
            } catch (ConnectException | HttpConnectTimeoutException e) {
                waiting.await("no connection");
            } catch (IOException e) {
                if (!repeatable) {
                    throw new InputException(
                            name + " at " + address + ": the answer to " + described(request) + " was lost ("
                                    + e.getMessage() + "); see with retune status whether it arrived",
                            e);
                }
                waiting.await("the connection broke");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InputException(name + " at " + address + ": interrupted while waiting for its answer", e);
            }
        }
    }

    private static boolean isWorthAnotherTry(int status, boolean repeatable) {
        return status == OVERLOAD || (status == UNAVAILABLE && repeatable);
    }

    private JsonNode answer(HttpRequest request, HttpResponse<byte[]> response) {
        if (response.statusCode() >= 400) {
            throw new InputException(name + ": " + described(request) + " was refused: " + problem(response));
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw strange(e.getMessage(), e);
        }
    }

    private static String described(HttpRequest request) {
        return request.method() + " " + request.uri().getPath();
    }

    /** The detail of a problem, or what there is instead. */
    private static String problem(HttpResponse<byte[]> response) {
        try {
            JsonNode problem = JSON.readTree(response.body());
            for (String key : new String[] {"detail", "title"}) {
                if (problem != null && problem.path(key).isTextual()) {
                    return problem.path(key).asText();
                }
            }
        } catch (IOException notJson) {
            // The status has to do.
        }
        return "HTTP status " + response.statusCode();
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request of ours cannot be written", e);
        }
    }

    private InputException strange(String what, Exception cause) {
        return new InputException(
                name + " at " + address + ": its answer cannot be read (" + what + "); expected a service of version "
                        + "0.1; check the address",
                cause);
    }
}
