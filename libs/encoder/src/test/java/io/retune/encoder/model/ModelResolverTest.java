package io.retune.encoder.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.retune.encoder.EncoderException;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a hub of our own on this machine. */
class ModelResolverTest {
    @TempDir
    Path temporary;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private Path published;
    private Path models;
    private HttpServer server;
    private String elsewhere;
    private String weightsDigest;

    @BeforeEach
    void startHub() throws IOException {
        published = TinyModel.bert(temporary.resolve("published"));
        weightsDigest = Sha256.of(published.resolve("model.safetensors"));
        models = temporary.resolve("models");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String path = exchange.getRequestURI().getPath();
            if (elsewhere != null && path.endsWith("model.safetensors")) {
                exchange.getResponseHeaders().add("Location", elsewhere + path);
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
                return;
            }
            byte[] body = answer(path);
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopHub() {
        server.stop(0);
    }

    @Test
    void aModelIsFetchedOnceAndWhole() {
        ModelFolder model = resolver(Map.of("HF_TOKEN", "secret")).resolve("owner/tiny");

        assertThat(TinyModel.weightsDigest(model.folder())).isEqualTo(TinyModel.weightsDigest(published));
        assertThat(authorizations).isNotEmpty().allMatch("Bearer secret"::equals);
        assertThat(model.folder().resolve("README.md")).doesNotExist();
        server.stop(0);
        assertThat(resolver(Map.of()).resolve("owner/tiny").folder()).isEqualTo(model.folder());
    }

    @Test
    void theTokenIsForTheHubAloneAndNotWhereItRedirectsTo() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = answer(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        store.start();
        try {
            elsewhere = "http://127.0.0.1:" + store.getAddress().getPort();
            ModelFolder model = resolver(Map.of("HF_TOKEN", "secret")).resolve("owner/tiny");

            assertThat(TinyModel.weightsDigest(model.folder())).isEqualTo(TinyModel.weightsDigest(published));
            assertThat(seen).containsExactly("null");
            assertThat(authorizations).allMatch("Bearer secret"::equals);
        } finally {
            store.stop(0);
        }
    }

    @Test
    void aRedirectionThatNeverEndsIsGivenUp() {
        elsewhere = endpoint();
        assertThatThrownBy(() -> resolver(Map.of()).resolve("owner/tiny"))
                .isInstanceOf(EncoderException.class)
                .hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void aTransferThatStandsStillIsGivenUpAndNamedAsTheNetworks() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer stalls = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stalls.createContext("/", exchange -> {
            boolean first = exchange.getRequestURI().getPath().startsWith("/api/");
            byte[] body = first ? info().getBytes(StandardCharsets.UTF_8) : new byte[10];
            exchange.sendResponseHeaders(200, first ? body.length : 1000);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            if (!first) {
                awaitQuietly(over);
            }
            exchange.close();
        });
        stalls.start();
        try {
            String address = "http://127.0.0.1:" + stalls.getAddress().getPort();
            assertThatThrownBy(() -> new Hub(address, Optional.empty(), Duration.ofMillis(300))
                            .download("owner/tiny", models.resolve("tiny")))
                    .isInstanceOf(EncoderException.class)
                    .hasMessageContaining(address + " cannot be reached (java.net.SocketTimeoutException")
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
            try (Stream<Path> files = Files.list(models)) {
                assertThat(files).isEmpty();
            }
        } finally {
            over.countDown();
            stalls.stop(0);
        }
    }

    private static void awaitQuietly(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPartOfAModelInTheHuggingFaceCacheIsNotTakenForTheModel() throws IOException {
        Path repository = temporary.resolve("hub/models--owner--tiny");
        Path snapshot = TinyModel.bert(repository.resolve("snapshots/abc"));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), "abc\n");
        Files.delete(snapshot.resolve("modules.json"));

        ModelFolder model = resolver(Map.of("HF_HOME", temporary.toString())).resolve("owner/tiny");
        assertThat(model.folder()).isEqualTo(models.resolve("owner--tiny"));
        assertThat(model.description().pooling()).isEqualTo(Pooling.CLS);
    }

    @Test
    void aDamagedTransferIsRefusedAndNothingIsLeft() throws IOException {
        byte[] bytes = Files.readAllBytes(published.resolve("model.safetensors"));
        bytes[100] ^= 1;
        Files.write(published.resolve("model.safetensors"), bytes);

        assertThatThrownBy(() -> resolver(Map.of()).resolve("owner/tiny"))
                .isInstanceOf(EncoderException.class)
                .hasMessage(endpoint() + "/owner/tiny/resolve/c0ffee/model.safetensors: sha256 is "
                        + Sha256.of(published.resolve("model.safetensors")) + ", expected " + weightsDigest
                        + " from the hub; the transfer was damaged: try again");
        try (Stream<Path> files = Files.list(models)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aModelThatTheHubLacksIsNamed() {
        assertThatThrownBy(() -> resolver(Map.of()).resolve("owner/other"))
                .isInstanceOf(EncoderException.class)
                .hasMessage("model \"owner/other\": " + endpoint() + "/api/models/owner/other?blobs=true answered 404,"
                        + " expected 200; check the name and, for private models, HF_TOKEN");
    }

    @Test
    void anUnreachableHubIsNamed() {
        server.stop(0);
        assertThatThrownBy(() -> resolver(Map.of()).resolve("owner/tiny"))
                .isInstanceOf(EncoderException.class)
                .hasMessageStartingWith(
                        "model \"owner/tiny\": is no folder, not shipped, not whole in the Hugging Face cache,"
                                + " and " + endpoint() + " cannot be reached (")
                .hasMessageEndingWith("); check the name, the network or HF_ENDPOINT");
    }

    @Test
    void aHubThatNobodyCanResolveIsNamed() {
        ModelResolver resolver = new ModelResolver(
                models, Map.of("HF_ENDPOINT", "https://hub.invalid:444", "HF_HOME", temporary.toString()));

        assertThatThrownBy(() -> resolver.resolve("typo/tiny"))
                .isInstanceOf(EncoderException.class)
                .hasMessage(
                        "model \"typo/tiny\": is no folder, not shipped, not whole in the Hugging Face cache, and the"
                                + " hub's host hub.invalid cannot be resolved here; check the name; where there is no network,"
                                + " name a folder, or set HF_ENDPOINT to a hub within reach")
                .hasRootCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void offlineIsRespected() {
        assertThatThrownBy(() -> resolver(Map.of("HF_HUB_OFFLINE", "1")).resolve("owner/tiny"))
                .isInstanceOf(EncoderException.class)
                .hasMessage("model \"owner/tiny\": is neither in " + models
                        + " nor whole in the Hugging Face cache, and HF_HUB_OFFLINE forbids fetching it; unset it or fetch"
                        + " first");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void theHuggingFaceCacheComesBeforeTheHub() throws IOException {
        Path repository = temporary.resolve("hub/models--owner--tiny");
        Path snapshot = TinyModel.bert(repository.resolve("snapshots/abc"));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), "abc\n");

        assertThat(resolver(Map.of("HF_HOME", temporary.toString()))
                        .resolve("owner/tiny")
                        .folder())
                .isEqualTo(snapshot);
        assertThat(authorizations).isEmpty();
    }

    @Test
    void aNameThatIsNothingIsExplained() {
        assertThatThrownBy(() -> resolver(Map.of()).resolve("bge-smal"))
                .isInstanceOf(EncoderException.class)
                .hasMessage("model \"bge-smal\": there is no such folder, and it is none of the shipped models"
                        + " (bge-small-zh-v1.5, bge-small-en-v1.5) nor a hub id like owner/model; check the name");
    }

    private ModelResolver resolver(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("HF_ENDPOINT", endpoint());
        all.putIfAbsent("HF_HOME", temporary.resolve("empty").toString());
        return new ModelResolver(models, all);
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private byte[] answer(String path) throws IOException {
        if (path.equals("/api/models/owner/tiny")) {
            return info().getBytes(StandardCharsets.UTF_8);
        }
        String files = "/owner/tiny/resolve/c0ffee/";
        return path.startsWith(files) ? Files.readAllBytes(published.resolve(path.substring(files.length()))) : null;
    }

    private String info() throws IOException {
        try (Stream<Path> files = Files.walk(published)) {
            String siblings = files.filter(Files::isRegularFile)
                    .map(file -> published.relativize(file).toString())
                    .map(name -> name.endsWith("safetensors")
                            ? "{\"rfilename\": \"%s\", \"lfs\": {\"sha256\": \"%s\"}}".formatted(name, weightsDigest)
                            : "{\"rfilename\": \"%s\"}".formatted(name))
                    .collect(Collectors.joining(", "));
            return "{\"sha\": \"c0ffee\", \"siblings\": [%s, {\"rfilename\": \"README.md\"}]}".formatted(siblings);
        }
    }
}
