package io.retune.synth.dataset;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Data sets in the artifact store, and a description beside each, since an artifact does not know its name. */
@ApplicationScoped
public class Datasets {
    private final ArtifactStore store;

    Datasets(ArtifactStore store) {
        this.store = store;
    }

    /** Whether there is such a data set. */
    public boolean exists(DatasetReference reference) {
        return store.exists(reference.artifact());
    }

    /**
     * Reads a data set.
     *
     * @throws io.retune.artifacts.ArtifactException if there is none, or it has changed
     * @throws io.retune.dataset.DatasetException if it is not valid
     */
    public RagDataset read(DatasetReference reference) {
        return DatasetReader.read(store.open(reference.artifact()).resolve(DatasetReference.FILE), reference.name());
    }

    /** Publishes a data set; the same content is the same artifact, whoever brings it in whatever layout. */
    public DatasetReference publish(RagDataset dataset) {
        return publish(dataset, List.of()).reference();
    }

    /** The same; keeps what a conversion had to say. */
    DatasetDescription publish(RagDataset dataset, List<String> conversion) {
        String artifact = store.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        DatasetDescription description = DatasetDescription.of(dataset, artifact, conversion);
        store.putIfAbsent(key(artifact), EventCodec.writePlain(description).getBytes(StandardCharsets.UTF_8));
        return description;
    }

    /**
     * What is known of an artifact; nothing if there is none.
     *
     * @param artifact {@code datasets/<sha256>}
     */
    public Optional<DatasetDescription> describe(String artifact) {
        if (!store.exists(artifact)) {
            return Optional.empty();
        }
        return Optional.of(store.read(key(artifact))
                .map(content ->
                        EventCodec.readPlain(new String(content, StandardCharsets.UTF_8), DatasetDescription.class))
                .orElseGet(() ->
                        DatasetDescription.of(read(new DatasetReference("dataset", artifact)), artifact, List.of())));
    }

    private static String key(String artifact) {
        return "descriptions/" + artifact.substring(DatasetReference.KIND.length() + 1) + ".json";
    }
}
