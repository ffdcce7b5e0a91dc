package io.retune.train.work;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.encoder.CachedEncoder;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.NewFolder;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.metrics.MetricReport;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import io.retune.ring.StageWork;
import io.retune.ring.model.ReferencedModels;
import io.retune.train.search.CheckedQueryEncoder;
import io.retune.train.search.QdrantSearch;
import io.retune.training.FineTuning;
import io.retune.training.SweepFiles;
import io.retune.training.TrainingResult;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepOptions;
import io.retune.training.mining.HardNegativeMiner;
import io.retune.training.mining.MiningAudit;
import io.retune.training.search.EncodedSearch;
import io.retune.training.search.PassageSearch;
import io.retune.training.selection.DevSelection;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains for a run: mines negatives, fine-tunes, publishes the checkpoint. Done again after a kill, it goes on after the
 * step saved last and comes to the same checkpoint.
 *
 * <p>With judging collections vectors come from Qdrant; without, as for a training that belongs to no ring, the base
 * model encodes the corpus here.
 */
public final class TrainingWork implements StageWork {
    private final ArtifactStore artifacts;
    private final VectorStore vectors;
    private final ReferencedModels models;
    private final WorkFolders folders;
    private final TrainingMetrics metrics;
    private final Turn turn = new Turn();

    /** The base model's ranking of every data set that is looked at. */
    private record Searches(PassageSearch target, List<GuardSearch> guards) {}

    /** What a training starts with. */
    private record Start(RunContext context, RagDataset dataset, ModelFolder base, RecipeOptions options) {
        Dtype dtype() {
            return options.training().dtype();
        }
    }

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
        this.vectors = vectors;
        this.models = models;
        this.folders = folders;
        this.metrics = metrics;
    }

    @Override
    public Outcome perform(StageScope scope) throws InterruptedException, IOException {
        turn.await(scope::check);
        try {
            WorkFolder folder =
                    folders.open(scope.context()); // of an earlier run, perhaps: it is ours before the sweep
            folders.sweep();
            return train(start(scope.context()), folder, scope);
        } finally {
            turn.end();
        }
    }

    private Start start(RunContext context) {
        ModelReference model = context.model().orElseThrow();
        DatasetReference data = context.trainingData().orElseThrow();
        return new Start(
                context,
                read(data),
                models.open(model),
                RecipeOptions.of(context.recipe(), ReferencedModels.dtype(model), context.seed()));
    }

    private Outcome train(Start start, WorkFolder folder, StageScope scope) throws IOException {
        if (start.context().base().isPresent()) {
            JudgedModel judged = start.context().base().get();
            CheckedQueryEncoder encoder = new CheckedQueryEncoder(start.base(), start.dtype(), judged, scope::check);
            List<GuardSearch> guards = new ArrayList<>();
            for (JudgedSet set : judged.guards()) {
                RagDataset guard = read(set.dataset());
                guards.add(new GuardSearch(guard, new QdrantSearch(vectors, set, guard, encoder, scope::check)));
            }
            return train(
                    start,
                    folder,
                    scope,
                    new Searches(
                            new QdrantSearch(vectors, judged.target(), start.dataset(), encoder, scope::check),
                            guards));
        }
        try (TextEncoder encoder = TextEncoder.open(start.base(), start.dtype());
                CachedEncoder cached = new CachedEncoder(encoder, folders.vectors())) {
            VectorSource source =
                    VectorSource.cached(cached, (done, total) -> scope.progress(done, total, "texts", "encoding"));
            List<GuardSearch> guards = new ArrayList<>();
            for (DatasetReference reference : start.context().guards()) {
                RagDataset guard = read(reference);
                guards.add(new GuardSearch(guard, new EncodedSearch(source, guard)));
            }
            return train(start, folder, scope, new Searches(new EncodedSearch(source, start.dataset()), guards));
        }
    }

    private RagDataset read(DatasetReference reference) {
        return DatasetReader.read(
                artifacts.open(reference.artifact()).resolve(DatasetReference.FILE), reference.name());
    }

    private Outcome train(Start start, WorkFolder folder, StageScope scope, Searches searches) throws IOException {
        FineTuning tuning = FineTuning.of(
                        mined(start, folder, scope, searches.target()),
                        start.options().training())
                .withGuards(searches.guards(), SweepOptions.DEFAULT);
        scope.say("training on %,d pairs; dev: %s"
                .formatted(tuning.set().examples().size(), tuning.split().reason()));
        NewFolder.deleteQuietly(folder.checkpoint()); // of a process that died before it could publish
        TrainingResult result = tuning.run(
                start.base(),
                searches.target(),
                folder.state(),
                folder.checkpoint(),
                new ProgressListener(scope, metrics));
        keep(start, folder.curve());
        if (result.sweep().isPresent()) {
            keep(start, folder.state().resolve(SweepFiles.RECORD));
            keep(start, folder.state().resolve(SweepFiles.PICTURE));
        }
        return result.bestStep() == 0 ? unchanged(start, result) : published(start, result, folder);
    }

    /** Mining is done once: a training that goes on must go on with the very same negatives. */
    private RagDataset mined(Start start, WorkFolder folder, StageScope scope, PassageSearch search)
            throws IOException {
        if (start.options().mining().isEmpty()) {
            return start.dataset();
        }
        if (!Files.exists(folder.mined())) {
            List<String> queries =
                    JudgedQueries.target(start.dataset(), RagDataset.TRAIN).queries();
            scope.say("looking for hard negatives of %,d queries".formatted(queries.size()));
            HardNegativeMiner.Result result = metrics.mining(() -> HardNegativeMiner.mine(
                    start.dataset(), queries, search, start.options().mining().get()));
            DatasetWriter.write(result.dataset(), folder.mined());
            keepAudit(start, result.audit());
        }
        return DatasetReader.read(folder.mined(), start.dataset().name());
    }

    private void keepAudit(Start start, MiningAudit audit) throws IOException {
        artifacts.putIfAbsent(record(start, "mining.json"), EventCodec.json().writeValueAsBytes(audit));
    }

    private void keep(Start start, Path file) throws IOException {
        artifacts.putIfAbsent(record(start, file.getFileName().toString()), Files.readAllBytes(file));
    }

    private static String record(Start start, String name) {
        return "runs/" + start.context().run() + "/training/" + name;
    }

    private Outcome unchanged(Start start, TrainingResult result) {
        metrics.finished("unchanged");
        MetricReport base = result.base().orElseThrow();
        List<String> swept = result.sweep().map(Sweep::reasons).orElse(List.of());
        String reason = String.format(
                Locale.ROOT,
                "no step of the training was better on dev than the model as it is: %s %.5f, %d queries",
                DevSelection.METRIC,
                base.mean(DevSelection.METRIC),
                base.queryIds().size());
        return Outcome.of(
                new RunDecided(start.context(), RunOutcome.UNCHANGED, swept.isEmpty() ? List.of(reason) : swept));
    }

    private Outcome published(Start start, TrainingResult result, WorkFolder folder) {
        String artifact = artifacts.publish(ModelReference.KIND, target -> copy(folder.checkpoint(), target));
        metrics.finished("checkpoint");
        return Outcome.of(new CheckpointPublished(
                start.context(),
                start.context().model().orElseThrow().withCheckpoint(artifact),
                result.steps(),
                result.bestStep(),
                means(result.base()),
                means(result.best())));
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
