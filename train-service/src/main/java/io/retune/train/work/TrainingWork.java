package io.retune.train.work;

import ai.djl.ndarray.NDManager;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.NewFolder;
import io.retune.encoder.model.VectorDeltas;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.metrics.MetricReport;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import io.retune.ring.StageWork;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains for a run, by the method of its recipe, and publishes the checkpoint. Done again after a kill, it goes on after
 * the step saved last and comes to the same checkpoint.
 *
 * <p>With judging collections vectors come from Qdrant; without, as for a training that belongs to no ring, the base
 * model encodes the corpus here. So it does where the base model has vector deltas: they are in the collections, but a
 * training begins with the network alone, which is what they were made for. Whether the result is better than the model
 * with its deltas is for the gate to say.
 */
public final class TrainingWork implements StageWork {
    private final ArtifactStore artifacts;
    private final ReferencedModels models;
    private final WorkFolders folders;
    private final TrainingMetrics metrics;
    private final GradientWork gradient;
    private final NudgeWork nudge;
    private final Turn turn = new Turn();

    /**
     * A training's surroundings.
     *
     * @param artifacts data sets, checkpoints, records
     * @param vectors judging collections
     * @param models the base models
     * @param folders for what is unfinished
     */
    public TrainingWork(
            ArtifactStore artifacts,
            VectorStore vectors,
            ReferencedModels models,
            WorkFolders folders,
            TrainingMetrics metrics) {
        this.artifacts = artifacts;
        this.models = models;
        this.folders = folders;
        this.metrics = metrics;
        this.gradient = new GradientWork(artifacts, vectors, folders.vectors(), metrics);
        this.nudge = new NudgeWork(vectors, folders.vectors());
    }

    @Override
    public Runnable await(Runnable safePoint) throws InterruptedException {
        turn.await(safePoint);
        return turn::end;
    }

    @Override
    public Outcome perform(StageScope scope) throws IOException {
        Start start = start(scope);
        Trained trained = start.options().nudge().isPresent() ? nudge.train(start) : gradient.train(start);
        return trained.unchanged().isEmpty() ? published(start, trained) : unchanged(start, trained);
    }

    /** Deletes what trainings kept for themselves whose outcome is stored by now; one under way does so when it is. */
    public void tidy() {
        if (turn.begin()) {
            try {
                folders.tidy();
            } finally {
                turn.end();
            }
        }
    }

    private Start start(StageScope scope) {
        RunContext context = scope.context();
        ModelReference model = context.model().orElseThrow();
        RagDataset dataset = read(artifacts, context.trainingData().orElseThrow());
        ModelFolder base = models.open(model);
        Optional<VectorDeltas> deltas = base.readDeltas();
        deltas.ifPresent(found -> scope.say("the base model has vector deltas (%s); the training begins without them"
                .formatted(found.origin().method())));
        RecipeOptions options = RecipeOptions.of(context.recipe(), ReferencedModels.dtype(model), context.seed());
        WorkFolder folder = folders.open(context, identity(base, options), options);
        folders.sweep(); // an earlier run's folder, perhaps, is ours by now
        NewFolder.deleteQuietly(folder.checkpoint()); // of a process that died before it could publish
        return new Start(
                scope,
                folder,
                dataset,
                base.withoutDeltas(),
                deltas.isPresent() ? Optional.empty() : context.base(),
                options);
    }

    private static ModelIdentity identity(ModelFolder base, RecipeOptions options) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = base.readWeights(manager)) {
            return ModelIdentity.of(
                    weights.digest(),
                    base.tokenizerDigest(),
                    base.description(),
                    options.training().dtype());
        }
    }

    static RagDataset read(ArtifactStore artifacts, DatasetReference reference) {
        return DatasetReader.read(
                artifacts.open(reference.artifact()).resolve(DatasetReference.FILE), reference.name());
    }

    private Outcome unchanged(Start start, Trained trained) {
        metrics.finished("unchanged");
        return Outcome.of(new RunDecided(start.context(), RunOutcome.UNCHANGED, trained.unchanged()));
    }

    private Outcome published(Start start, Trained trained) {
        String artifact = artifacts.publish(
                ModelReference.KIND, target -> copy(start.folder().checkpoint(), target));
        metrics.finished("checkpoint");
        return Outcome.of(new CheckpointPublished(
                start.context(),
                start.context().model().orElseThrow().withCheckpoint(artifact),
                trained.result().steps(),
                trained.result().bestStep(),
                means(trained.result().base()),
                means(trained.result().best())));
    }

    private static Map<String, Double> means(Optional<MetricReport> report) {
        return report.map(MetricReport::means).orElse(Map.of());
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = target.resolve(source.relativize(file));
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied);
            }
        }
    }
}
