package io.retune.train.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.artifacts.FileArtifactStore;
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

    @Test
    void aRetryGoesOnInTheFolderAndOtherGuardsDoNot() {
        Path folder = open("r1", GUARD);

        assertThat(open("retry", GUARD)).isEqualTo(folder);
        assertThat(open("r2")).isNotEqualTo(folder);
        assertThat(open("r3", new DatasetReference("basin", "datasets/0c"))).isNotEqualTo(folder);
    }

    private Path open(String run, DatasetReference... guards) {
        RunRequest request = new RunRequest(
                "harbour",
                Optional.of(TARGET),
                List.of(guards),
                Optional.of(ModelReference.of("tiny")),
                Recipe.DEFAULTS,
                Optional.of("seed"));
        RunContext context = RunContext.requested(run, Instant.EPOCH, request).withTrainingData(TARGET);
        RunRecords records = new RunRecords(new FileArtifactStore(home.resolve("store")));
        return new WorkFolders(home, records).open(context).folder();
    }
}
