package io.retune.train.work;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.training.FineTuning;
import io.retune.training.OtherJobException;
import io.retune.training.SweepFiles;
import io.retune.training.Trainer;
import io.retune.training.TrainingResult;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepOptions;
import io.retune.training.mining.HardNegativeMiner;
import io.retune.training.search.EncodedSearch;
import io.retune.training.search.PassageSearch;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mines negatives and trains weights, or adapters of them. */
final class GradientWork {
    private final ArtifactStore artifacts;
    private final VectorStore vectors;
    private final Path cache;
    private final TrainingMetrics metrics;

    /** The base model's ranking of every data set that is looked at. */
    private record Searches(PassageSearch target, List<GuardSearch> guards) {}

    /**
     * A training's surroundings.
     *
     * @param artifacts guards and records
     * @param vectors judging collections
     * @param cache of vectors, for a training without judging collections
     */
    GradientWork(ArtifactStore artifacts, VectorStore vectors, Path cache, TrainingMetrics metrics) {
        this.artifacts = artifacts;
        this.vectors = vectors;
        this.cache = cache;
        this.metrics = metrics;
    }

    /** Trains, or goes on with what an earlier process has left in the folder. */
    Trained train(Start start) throws IOException {
        return start.judged().isPresent()
                ? train(start, collected(start, start.judged().get()))
                : start.encoded(cache, found -> train(start, encoded(start, found)));
    }

    private Searches collected(Start start, JudgedModel judged) {
        List<GuardSearch> guards = new ArrayList<>();
        for (JudgedSet set : judged.guards()) {
            RagDataset guard = TrainingWork.read(artifacts, set.dataset());
            guards.add(new GuardSearch(guard, start.collected(vectors, set, guard)));
        }
        return new Searches(start.collected(vectors, judged.target(), start.dataset()), guards);
    }

    private Searches encoded(Start start, VectorSource source) {
        List<GuardSearch> guards = new ArrayList<>();
        for (DatasetReference reference : start.context().guards()) {
            RagDataset guard = TrainingWork.read(artifacts, reference);
            guards.add(new GuardSearch(guard, new EncodedSearch(source, guard)));
        }
        return new Searches(new EncodedSearch(source, start.dataset()), guards);
    }

    private Trained train(Start start, Searches searches) throws IOException {
        FineTuning full = FineTuning.of(
                        mined(start, searches.target()), start.options().training())
                .withGuards(
                        searches.guards(),
                        SweepOptions.DEFAULT.withGuardMargin(
                                start.context().recipe().margin()));
        FineTuning tuning = start.options().lora().map(full::withLora).orElse(full);
        WorkFolder folder = start.folder();
        start.scope()
                .say("training on %,d pairs; dev: %s"
                        .formatted(
                                tuning.set().examples().size(), tuning.split().reason()));
        if (tuning.leavesGuardsOut()) {
            start.scope().say("guards are not looked at: without a selection the last step is kept as it is");
        }
        TrainingResult result = train(start, searches, tuning);
        keep(start, folder.curve());
        if (result.sweep().isPresent()) {
            keep(start, folder.state().resolve(SweepFiles.RECORD));
            keep(start, folder.state().resolve(SweepFiles.PICTURE));
        }
        List<String> reasons = result.sweep().map(Sweep::reasons).orElse(List.of());
        return new Trained(result, result.bestStep() == 0 ? reasons : List.of());
    }

    private TrainingResult train(Start start, Searches searches, FineTuning tuning) {
        WorkFolder folder = start.folder();
        ProgressListener listener = new ProgressListener(start.scope(), metrics);
        try {
            return tuning.run(start.base(), searches.target(), folder.state(), folder.checkpoint(), listener);
        } catch (OtherJobException e) {
            // The folder's name says that it is this training: another version of the program began it.
            start.scope().say("what another version left cannot be gone on with; the training begins anew");
            Trainer.discardState(folder.state());
            return tuning.run(start.base(), searches.target(), folder.state(), folder.checkpoint(), listener);
        }
    }

    /** Mining is done once: a training that goes on must go on with the very same negatives. */
    private RagDataset mined(Start start, PassageSearch search) throws IOException {
        if (start.options().mining().isEmpty()) {
            return start.dataset();
        }
        Path file = start.folder().mined();
        if (!Files.exists(file)) {
            List<String> queries =
                    JudgedQueries.target(start.dataset(), RagDataset.TRAIN).queries();
            start.scope().say("looking for hard negatives of %,d queries".formatted(queries.size()));
            HardNegativeMiner.Result result = metrics.mining(() -> HardNegativeMiner.mine(
                    start.dataset(), queries, search, start.options().mining().get()));
            Files.write(start.folder().audit(), EventCodec.json().writeValueAsBytes(result.audit()));
            DatasetWriter.write(result.dataset(), file);
        }
        keep(start, start.folder().audit());
        return DatasetReader.read(file, start.dataset().name());
    }

    private void keep(Start start, Path file) throws IOException {
        artifacts.putIfAbsent(
                "runs/" + start.context().run() + "/training/" + file.getFileName(), Files.readAllBytes(file));
    }
}
