package io.retune.training.nudge;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.dataset.split.Grouping;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.metrics.MetricReport;
import io.retune.training.TrainingException;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.selection.DevSelection;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The recipe from a data set to a checkpoint with moved passages: dev is set apart by query, the rest moves passages,
 * gamma is chosen on dev, and the checkpoint is the unchanged network with vector deltas. It is written only if nDCG@10
 * on dev is better than the unchanged model's, whatever gamma was chosen by.
 *
 * <p>Gamma and dev metrics come from train without dev. What is written is then made with the same gamma from all of
 * train: the questions that were set apart are known ones too. A data set's own dev split never moves a passage.
 *
 * @param dataset whose passages move
 * @param split what moves them and what chooses, and how it came to that
 * @param options of the method
 */
public record NudgeTraining(RagDataset dataset, DevSplit split, NudgeOptions options) {
    /**
     * Prepares a NUDGE on a data set's train split.
     *
     * @throws io.retune.dataset.DatasetException if there is no such split
     * @throws TrainingException if dev is too small to choose gamma and none is given
     */
    public static NudgeTraining of(RagDataset dataset, NudgeOptions options) {
        DevSplit split = DevSplit.drawByQuery(dataset, options.seed());
        if (split.dev().isEmpty() && options.gamma().isEmpty()) {
            throw new TrainingException(dataset.name() + ": gamma is chosen on dev, but there is " + split.reason()
                    + "; add training queries or state gamma");
        }
        return new NudgeTraining(dataset, split, options);
    }

    /** What is about to be done, in words. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "moving passages towards %,d training queries; dev: %s",
                split.train().size(),
                split.reason());
    }

    /**
     * Moves passages and writes the checkpoint, unless the unchanged model is best.
     *
     * @param base the model whose vectors they are
     * @param vectors of the base model
     * @param checkpoint a folder that does not exist yet; appears whole, by rename
     * @throws TrainingException if the model's vectors are not normalised
     * @throws io.retune.encoder.EncoderException if the model has deltas already
     */
    public NudgeOutcome run(ModelFolder base, VectorSource vectors, Path checkpoint) {
        requireUsable(base);
        DistinctTexts texts = new DistinctTexts(dataset.corpus());
        VectorMatrix passages = vectors.encode(Role.PASSAGE, texts.texts());
        NudgeData data =
                new NudgeData(passages, judged(split.train(), texts, vectors), judged(split.dev(), texts, vectors));
        Nudge nudge = new Nudge(data, options.method());
        NudgeResult result =
                options.gamma().isPresent() ? nudge.at(options.gamma().getAsDouble()) : nudge.fit(options.criterion());
        NudgeOutcome outcome = judge(result, deltas(result, texts, passages), vectors);
        if (outcome.deltas().isEmpty()) {
            return outcome;
        }
        NudgeResult last = split.grouping() == Grouping.BY_QUERY ? withDev(data, result.gamma()) : result;
        VectorDeltas deltas = deltas(last, texts, passages);
        write(base, deltas, checkpoint);
        return new NudgeOutcome(result, outcome.base(), outcome.best(), Optional.of(deltas));
    }

    private NudgeResult withDev(NudgeData data, double gamma) {
        JudgedVectors all = data.train().and(data.dev());
        return new Nudge(new NudgeData(data.passages(), all, data.dev()), options.method()).at(gamma);
    }

    private static void requireUsable(ModelFolder base) {
        if (!base.description().normalize()) {
            throw new TrainingException(base.name() + ": its vectors are not normalised; NUDGE bounds movements"
                    + " against length 1; choose a model with a Normalize module");
        }
        base.requireNoDeltas();
    }

    private JudgedVectors judged(List<String> queryIds, DistinctTexts texts, VectorSource vectors) {
        List<String> queries = new ArrayList<>();
        List<Int2IntMap> relevant = new ArrayList<>();
        for (String id : queryIds) {
            // A query may have scored pairs only.
            Int2IntMap rows = texts.relevant(dataset.relevantDocs().getOrDefault(id, Map.of()));
            if (!rows.isEmpty()) {
                queries.add(dataset.queries().get(id));
                relevant.add(rows);
            }
        }
        return new JudgedVectors(vectors.encode(Role.QUERY, queries), relevant);
    }

    private VectorDeltas deltas(NudgeResult result, DistinctTexts texts, VectorMatrix passages) {
        int width = passages.dimensions();
        VectorMatrix deltas = VectorMatrix.zeros(result.rows().size(), width);
        List<String> hashes = new ArrayList<>();
        Map<Integer, Integer> deltaRows = new HashMap<>();
        for (int row : result.rows()) {
            int delta = hashes.size();
            for (int i = 0; i < width; i++) {
                deltas.values()[delta * width + i] =
                        result.vectors().values()[delta * width + i] - passages.values()[row * width + i];
            }
            hashes.add(Sha256.of(texts.texts().get(row)));
            deltaRows.put(row, delta);
        }
        Map<String, Integer> documents = new LinkedHashMap<>();
        dataset.corpus().keySet().forEach(document -> {
            Integer delta = deltaRows.get(texts.rowsByDocument().get(document));
            if (delta != null) {
                documents.put(document, delta);
            }
        });
        NudgeMethod method = result.method();
        return new VectorDeltas(
                new VectorDeltas.Origin(method.label(), result.gamma(), method.unitNorm()), hashes, documents, deltas);
    }

    private NudgeOutcome judge(NudgeResult result, VectorDeltas deltas, VectorSource vectors) {
        Optional<VectorDeltas> moved = Optional.of(deltas).filter(own -> own.count() > 0);
        if (split.dev().isEmpty()) {
            return new NudgeOutcome(result, Optional.empty(), Optional.empty(), moved);
        }
        MetricReport base = measure(vectors);
        if (moved.isEmpty()) {
            return new NudgeOutcome(result, Optional.of(base), Optional.of(base), moved);
        }
        MetricReport best = measure(new MovedVectors(vectors, deltas));
        if (best.mean(DevSelection.METRIC) > base.mean(DevSelection.METRIC)) {
            return new NudgeOutcome(result, Optional.of(base), Optional.of(best), moved);
        }
        return new NudgeOutcome(result, Optional.of(base), Optional.of(base), Optional.empty());
    }

    private MetricReport measure(VectorSource vectors) {
        return Evaluator.of(vectors).evaluate(dataset, split.dev()).metrics();
    }

    private static void write(ModelFolder base, VectorDeltas deltas, Path checkpoint) {
        try (var manager = Torch.newManager();
                EncoderWeights weights = base.readWeights(manager)) {
            base.writeCheckpoint(checkpoint, weights, deltas);
        }
    }
}
