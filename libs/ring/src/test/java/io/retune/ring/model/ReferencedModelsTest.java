package io.retune.ring.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.artifacts.ArtifactException;
import io.retune.artifacts.FileArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.events.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencedModelsTest {
    @TempDir
    private Path temporary;

    private FileArtifactStore store;
    private ReferencedModels models;

    @BeforeEach
    void open() {
        store = new FileArtifactStore(temporary.resolve("store"));
        models = new ReferencedModels(store, temporary.resolve("models"), Map.of());
    }

    @Test
    void aCheckpointIsOpenedFromTheStoreAndUsedAsTheReferenceSays() {
        String artifact = store.publish(ModelReference.KIND, TinyModel::bert);
        ModelReference reference =
                new ModelReference(artifact, Optional.of("q "), Optional.empty(), Optional.of(16), Optional.of("fp32"));

        ModelFolder found = models.open(reference);

        assertThat(found.name()).isEqualTo(artifact);
        assertThat(found.description().prompts()).isEqualTo(new Prompts("q ", ""));
        assertThat(found.description().maxTokens()).isEqualTo(16);
        try (TextEncoder encoder = models.openEncoder(reference);
                TextEncoder direct = TextEncoder.open(found, Dtype.FP32)) {
            assertThat(encoder.identity()).isEqualTo(direct.identity());
        }
    }

    @Test
    void aCheckpointThatIsDamagedIsRefused() throws IOException {
        String artifact = store.publish(ModelReference.KIND, TinyModel::bert);
        Files.writeString(temporary.resolve("store").resolve(artifact).resolve("config.json"), "{}");

        assertThatThrownBy(() -> models.open(ModelReference.of(artifact)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("config.json: 2 bytes with sha256");
    }

    @Test
    void anyOtherNameIsAFolderOrAModelThatIsKnown() throws IOException {
        Path folder = TinyModel.bert(temporary.resolve("tiny"));

        assertThat(models.open(ModelReference.of(folder.toString())))
                .isEqualTo(ModelFolder.open(folder.toString(), folder));
    }

    @Test
    void aPinnedReferenceSaysItsNumberFormat() {
        ModelReference model = ModelReference.of("tiny");

        assertThat(ReferencedModels.pinned(model))
                .isEqualTo(model.withDtype(Dtype.preferred().label()));
        assertThat(ReferencedModels.pinned(model.withDtype("fp32"))).isEqualTo(model.withDtype("fp32"));
        assertThat(ReferencedModels.dtype(model.withDtype("bf16"))).isEqualTo(Dtype.BF16);
    }
}
