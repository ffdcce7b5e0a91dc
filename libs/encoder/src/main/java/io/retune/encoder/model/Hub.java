package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Fetches the files of a model from a Hugging Face hub, at one commit. Large files are checked against the sha256 that
 * the hub states for them. A transfer that stands still is given up. The token goes to the hub alone, and not where the
 * hub redirects to.
 *
 * @param endpoint for instance {@code https://huggingface.co}
 * @param token sent as bearer token where present
 * @param patience how long nothing may come
 */
record Hub(String endpoint, Optional<String> token, Duration patience) {
    /** How long a hub may be silent. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern WANTED = Pattern.compile(
            "(config|tokenizer|tokenizer_config|special_tokens_map|modules"
                    + "|sentence_[a-z-]+_config|config_sentence_transformers|vocab|vector_deltas)\\.json"
                    + "|(model|vector_deltas)\\.safetensors|vocab\\.txt|sentencepiece\\.bpe\\.model|\\d+_\\w+/config\\.json");
    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    void download(String model, Path folder) {
        JsonNode info = info(model);
        String commit = info.path("sha").asText("main");
        NewFolder.write(folder, building -> {
            for (JsonNode file : info.path("siblings")) {
                if (WANTED.matcher(file.path("rfilename").asText()).matches()) {
                    fetch(model, commit, file, building);
                }
            }
            Manifest.write(building);
        });
    }

    private JsonNode info(String model) {
        String uri = endpoint + "/api/models/" + model + "?blobs=true";
        try (InputStream body = open(uri, model)) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw unreachable(model, e);
        }
    }

    private void fetch(String model, String commit, JsonNode file, Path folder) throws IOException {
        String name = file.path("rfilename").asText();
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        String uri = endpoint + "/" + model + "/resolve/" + commit + "/" + name;
        try (OutputStream out = Files.newOutputStream(target);
                InputStream body = open(uri, model)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = read(body, buffer, model); read >= 0; read = read(body, buffer, model)) {
                out.write(buffer, 0, read);
            }
        }
        String expected = file.path("lfs").path("sha256").asText();
        String found = expected.isEmpty() ? "" : Sha256.of(target);
        if (!found.equals(expected)) {
            throw new EncoderException(uri + ": sha256 is " + found + ", expected " + expected
                    + " from the hub; the transfer was damaged: try again");
        }
    }

    /** What fails here is the network; what fails in writing is the disk. */
    private int read(InputStream body, byte[] buffer, String model) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw unreachable(model, e);
        }
    }

    private InputStream open(String uri, String model) {
        try {
            HttpURLConnection connection = follow(URI.create(uri));
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                connection.disconnect();
                throw new EncoderException("model \"" + model + "\": " + uri + " answered " + status
                        + ", expected 200; check the name and, for private models, HF_TOKEN");
            }
            return connection.getInputStream();
        } catch (IOException e) {
            throw unreachable(model, e);
        }
    }

    private HttpURLConnection follow(URI uri) throws IOException {
        URI at = uri;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
            connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
            if (token.isPresent() && origin(at).equals(origin(URI.create(endpoint)))) {
                connection.setRequestProperty("Authorization", "Bearer " + token.get());
            }
            String location = connection.getHeaderField("Location");
            if (connection.getResponseCode() / 100 != 3 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI next = at.resolve(location);
            if (!List.of("https", at.getScheme()).contains(next.getScheme())) {
                throw new IOException(at + " redirects to " + next + ", expected https");
            }
            at = next;
        }
        throw new IOException(uri + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    private EncoderException unreachable(String model, IOException cause) {
        if (cause instanceof UnknownHostException) {
            return new EncoderException(
                    "model \"" + model
                            + "\": is no folder, not shipped, not whole in the Hugging Face cache, and the hub's"
                            + " host " + URI.create(endpoint).getHost() + " cannot be resolved here; check the name;"
                            + " where there is no network, name a folder, or set HF_ENDPOINT to a hub within reach",
                    cause);
        }
        return new EncoderException(
                "model \"" + model + "\": is no folder, not shipped, not whole in the Hugging Face cache, and "
                        + endpoint + " cannot be reached (" + cause + "); check the name, the network or HF_ENDPOINT",
                cause);
    }
}
