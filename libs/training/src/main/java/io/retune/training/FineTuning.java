package io.retune.training;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.dataset.split.GuardHalves;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.data.TrainingSet;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.SweepOptions;
import io.retune.training.network.LoraOptions;
import io.retune.training.search.PassageSearch;
import io.retune.training.selection.CandidatePool;
import io.retune.training.selection.DevSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The recipe from a data set to a checkpoint: dev is set apart, the rest trains, the candidate pool is chosen by the
 * base model; between the base model and the best step the point is looked for that is best on dev and costs no guard
 * too much, and that is written.
 *
 * <p>The line between the two is swept without guards too: it costs a few looks at dev, and dev is often best before the
 * line's end. {@link SweepOptions#TUNED_ALONE} leaves it out. Without dev nothing can be chosen, and the last step is
 * written as it is, guards or not.
 *
 * @param set what trains
 * @param split what trains and what selects, and how it came to that
 * @param options of the training
 * @param lora the adapters to train; absent: all weights are trained
 * @param guards what must not suffer
 * @param sweep where to look after the training
 */
public record FineTuning(
        TrainingSet set,
        DevSplit split,
        TrainingOptions options,
        Optional<LoraOptions> lora,
        List<GuardSearch> guards,
        SweepOptions sweep) {
    /** What of the base model's ranking the candidate pool is chosen from. */
    private static final int POOL_TOP_K = 100;

    /** Copies the guards, and refuses one that cannot be divided before anything is trained. */
    public FineTuning {
        guards = List.copyOf(guards);
        for (GuardSearch guard : guards) {
            GuardHalves.of(guard.dataset(), options.seed());
        }
    }

    /**
     * Prepares a training of all weights on a data set's train split, without guards.
     *
     * @throws io.retune.dataset.DatasetException if there is no such split
     * @throws TrainingException if it has too few pairs
     */
    public static FineTuning of(RagDataset dataset, TrainingOptions options) {
        DevSplit split = DevSplit.draw(dataset, options.seed());
        TrainingSet set = TrainingSet.of(dataset, split.train());
        return new FineTuning(set, split, options, Optional.empty(), List.of(), SweepOptions.DEFAULT);
    }

    /** The same, training adapters. */
    public FineTuning withLora(LoraOptions adapters) {
        return new FineTuning(set, split, options, Optional.of(adapters), guards, sweep);
    }

    /** The same with guards and another sweep. */
    public FineTuning withGuards(List<GuardSearch> others, SweepOptions limits) {
        return new FineTuning(set, split, options, lora, others, limits);
    }

    /** Queries of a data set, to be searched in the candidate pool that the base model chooses. */
    DevSelection selection(ModelFolder base, RagDataset dataset, List<String> queries, PassageSearch search) {
        List<String> pool = CandidatePool.choose(dataset, queries, search.run(queries, POOL_TOP_K), options.seed());
        return new DevSelection(base, options.dtype(), dataset, queries, pool);
    }

    /**
     * Trains, or goes on with a training that was interrupted, and writes the checkpoint unless the unchanged model is
     * to stay. Of a LoRA training the checkpoint holds the merged model and, in {@code adapter/}, what PEFT reads.
     *
     * @param base the model to start from
     * @param search the base model on the data set's whole corpus
     * @param stateFolder see {@link Trainer#run}; kept, since only the caller knows when its result is safe: then call
     *     {@link Trainer#discardState}. Learning curve and sweep ({@link SweepFiles}) stay
     * @param checkpoint a folder that does not exist yet; appears whole, by rename
     * @param listener see {@link TrainingListener}: an exception it throws ends the training, which may go on later
     */
    public TrainingResult run(
            ModelFolder base, PassageSearch search, Path stateFolder, Path checkpoint, TrainingListener listener) {
        Optional<DevSelection> dev = split.dev().isEmpty()
                ? Optional.empty()
                : Optional.of(selection(base, set.dataset(), split.dev(), search));
        Trainer trainer = new Trainer(base, set, options, dev, listener);
        TrainingResult trained = lora.map(trainer::withLora).orElse(trainer).run(stateFolder);
        return trained.weights().isEmpty()
                ? trained
                : new Finish(this, base, dev, listener).run(trained, stateFolder, checkpoint);
    }
}
