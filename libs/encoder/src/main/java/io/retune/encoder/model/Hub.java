package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Fetches the files of a model from a Hugging Face hub, at one commit. Large files are checked against the sha256 that
 * the hub states for them.
 *
 * @param endpoint for instance {@code https://huggingface.co}
 * @param token sent as bearer token where present
 */
record Hub(String endpoint, Optional<String> token) {
    private static final Pattern WANTED =
            Pattern.compile("(config|tokenizer|tokenizer_config|special_tokens_map|modules"
                    + "|sentence_bert_config|config_sentence_transformers|vocab)\\.json"
                    + "|model\\.safetensors|vocab\\.txt|sentencepiece\\.bpe\\.model|\\d+_\\w+/config\\.json");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    void download(String model, Path folder) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            JsonNode info = JSON.readTree(get(client, endpoint + "/api/models/" + model + "?blobs=true", model)
                    .body());
            Set<String> files = new TreeSet<>();
            info.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asText()));
            files.removeIf(file -> !WANTED.matcher(file).matches());
            NewFolder.write(folder, building -> {
                for (JsonNode file : info.path("siblings")) {
                    if (files.contains(file.path("rfilename").asText())) {
                        fetch(client, model, info.path("sha").asText("main"), file, building);
                    }
                }
                Manifest.write(building);
            });
        } catch (IOException e) {
            throw unreachable(model, e);
        }
    }

    private void fetch(HttpClient client, String model, String commit, JsonNode file, Path folder) throws IOException {
        String name = file.path("rfilename").asText();
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        HttpRequest request = request(endpoint + "/" + model + "/resolve/" + commit + "/" + name);
        HttpResponse<Path> response = send(client, request, HttpResponse.BodyHandlers.ofFile(target));
        if (response.statusCode() != 200) {
            throw refused(model, response.statusCode(), request.uri());
        }
        String expected = file.path("lfs").path("sha256").asText();
        String found = expected.isEmpty() ? "" : Sha256.of(target);
        if (!found.equals(expected)) {
            throw new EncoderException(request.uri() + ": sha256 is " + found + ", expected " + expected
                    + " from the hub; the transfer was damaged: try again");
        }
    }

    private HttpResponse<String> get(HttpClient client, String uri, String model) throws IOException {
        HttpResponse<String> response = send(client, request(uri), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw refused(model, response.statusCode(), response.uri());
        }
        return response;
    }

    private HttpRequest request(String uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofMinutes(30));
        token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        return builder.build();
    }

    private static <T> HttpResponse<T> send(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** {@link HttpClient} wraps it. */
    private static boolean isUnresolved(IOException fault) {
        Throwable cause = fault;
        while (cause != null && !(cause instanceof UnresolvedAddressException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static EncoderException refused(String model, int status, URI uri) {
        return new EncoderException("model \"" + model + "\": " + uri + " answered " + status
                + ", expected 200; check the name and, for private models, HF_TOKEN");
    }

    private EncoderException unreachable(String model, IOException cause) {
        if (isUnresolved(cause)) {
            return new EncoderException(
                    "model \"" + model + "\": is no folder, not shipped, not in the Hugging Face cache, and the hub's"
                            + " host " + URI.create(endpoint).getHost() + " cannot be resolved here; check the name;"
                            + " where there is no network, name a folder, or set HF_ENDPOINT to a hub within reach",
                    cause);
        }
        return new EncoderException(
                "model \"" + model + "\": is no folder, not shipped, not in the Hugging Face cache, and " + endpoint
                        + " cannot be reached (" + cause + "); check the name, the network or HF_ENDPOINT",
                cause);
    }
}
