package io.retune.embed.judging;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import jakarta.enterprise.context.ApplicationScoped;

/** Data sets in the artifact store. */
@ApplicationScoped
public class Datasets {
    private final ArtifactStore store;

    Datasets(ArtifactStore store) {
        this.store = store;
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

    DatasetReference publish(RagDataset dataset) {
        String artifact = store.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        return new DatasetReference(dataset.name(), artifact);
    }
}
