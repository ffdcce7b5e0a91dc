package io.retune.train.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.artifacts.FileArtifactStore;
import io.retune.encoder.Dtype;
import io.retune.encoder.ModelIdentity;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.events.RunRequest;
import io.retune.ring.RunRecords;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFoldersTest {
    private static final DatasetReference TARGET = new DatasetReference("harbour", "datasets/0a");
    private static final DatasetReference GUARD = new DatasetReference("basin", "datasets/0b");

    @TempDir
    private Path home;

    private static final ModelIdentity BASE = new ModelIdentity("passage", "query");

    @Test
    void aRetryGoesOnInTheFolderAndOtherGuardsDoNot() {
        Path folder = open("r1", TARGET, BASE, GUARD);

        assertThat(open("retry", TARGET, BASE, GUARD)).isEqualTo(folder);
        assertThat(open("r2", TARGET, BASE)).isNotEqualTo(folder);
        assertThat(open("r3", TARGET, BASE, new DatasetReference("basin", "datasets/0c")))
                .isNotEqualTo(folder);
    }

    @Test
    void anotherNameOfTheDataOrAnotherModelIsAnotherTraining() {
        Path folder = open("r1", TARGET, BASE);

        assertThat(open("r2", new DatasetReference("quay", TARGET.artifact()), BASE))
                .isNotEqualTo(folder);
        assertThat(open("r3", TARGET, new ModelIdentity("other weights", "query")))
                .isNotEqualTo(folder);
    }

    private Path open(String run, DatasetReference target, ModelIdentity base, DatasetReference... guards) {
        RunRequest request = new RunRequest(
                "harbour",
                Optional.of(target),
                List.of(guards),
                Optional.of(ModelReference.of("tiny")),
                Recipe.DEFAULTS);
        RunContext context =
                RunContext.requested(run, Instant.EPOCH, request).withSeed(1).withTrainingData(target);
        RunRecords records = new RunRecords(new FileArtifactStore(home.resolve("store")));
        RecipeOptions options = RecipeOptions.of(Recipe.DEFAULTS, Dtype.FP32, context.seed());
        return new WorkFolders(home, records).open(context, base, options).folder();
    }
}
