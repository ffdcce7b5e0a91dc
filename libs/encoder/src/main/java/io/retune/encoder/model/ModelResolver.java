package io.retune.encoder.model;

import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a model by name: a folder; a model shipped with the build; the Hugging Face cache; the hub.
 *
 * @param models where shipped and downloaded models are kept
 * @param environment {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code
 *     HF_HUB_OFFLINE} are read, as Hugging Face's own tools do
 */
public record ModelResolver(Path models, Map<String, String> environment) {
    /** What Hugging Face's tools take for yes. */
    private static final Set<String> OFFLINE = Set.of("1", "ON", "YES", "TRUE");

    /** Copies the environment. */
    public ModelResolver {
        environment = Map.copyOf(environment);
    }

    /**
     * Resolves a name and opens what it names.
     *
     * @param name a path, a shipped model's name ({@code bge-small-zh-v1.5}, {@code bge-small-en-v1.5}) or a hub id
     *     {@code owner/model}
     * @throws EncoderException if there is no such model or it cannot be used
     */
    public ModelFolder resolve(String name) {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return ModelFolder.open(name, path);
        }
        Optional<ShippedModel> shipped = ShippedModel.find(name);
        if (shipped.isPresent()) {
            return ModelFolder.open(shipped.get().modelName(), shipped.get().folder(models));
        }
        if (!name.matches("[\\w.-]+/[\\w.-]+")) {
            throw new EncoderException("model \"" + name + "\": there is no such folder, and it is none of the shipped "
                    + "models (bge-small-zh-v1.5, bge-small-en-v1.5) nor a hub id like owner/model; check the name");
        }
        Path folder = cached(name).orElseGet(() -> download(name));
        return ModelFolder.open(name, folder);
    }

    /**
     * The snapshot that {@code refs/main} of the Hugging Face cache points to, if it is complete. Tools that load the
     * network alone leave out what says how token vectors become one; such a snapshot would be read as another model.
     */
    private Optional<Path> cached(String name) {
        Path home = Path.of(environment.getOrDefault(
                "HF_HOME",
                Path.of(System.getProperty("user.home"), ".cache", "huggingface")
                        .toString()));
        Path cache = Path.of(
                environment.getOrDefault("HF_HUB_CACHE", home.resolve("hub").toString()));
        Path repository = cache.resolve("models--" + name.replace("/", "--"));
        try {
            String revision =
                    Files.readString(repository.resolve("refs").resolve("main")).strip();
            Path snapshot = repository.resolve("snapshots").resolve(revision);
            return ModelFolder.isComplete(snapshot) ? Optional.of(snapshot) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path download(String name) {
        Path folder = models.resolve(name.replace("/", "--"));
        if (Files.exists(folder)) {
            return folder;
        }
        if (OFFLINE.contains(environment.getOrDefault("HF_HUB_OFFLINE", "").toUpperCase(Locale.ROOT))) {
            throw new EncoderException(
                    "model \"" + name + "\": is neither in " + models
                            + " nor whole in the Hugging Face cache, and HF_HUB_OFFLINE forbids fetching it; unset it or fetch first");
        }
        Hub hub = new Hub(
                environment
                        .getOrDefault("HF_ENDPOINT", "https://huggingface.co")
                        .replaceFirst("/+$", ""),
                Optional.ofNullable(environment.get("HF_TOKEN")),
                Hub.PATIENCE);
        try {
            hub.download(name, folder);
        } catch (EncoderException e) {
            if (!Files.exists(folder)) {
                throw e;
            }
            // Another process fetched the same model meanwhile.
        }
        return folder;
    }
}
