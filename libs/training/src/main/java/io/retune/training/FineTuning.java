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
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.Selection;
import io.retune.training.selection.SelectionPools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recipe from a data set to a checkpoint: dev is set apart, the rest trains, the candidate pool is chosen by the
 * base model; between the base model and the best step the point is looked for that is best on dev and costs no guard
 * too much, and that is written.
 *
 * <p>The line between the two is swept without guards too: each point costs encoding the corpus once, and dev is often
 * best before the line's end. {@link SweepOptions#TUNED_ALONE} leaves it out. Without dev nothing can be chosen, and the
 * last step is written as it is, guards or not.
 *
 * @param set what trains
 * @param others more data sets that train, in proportion: each batch comes from one data set, and all examples count
 *     the same; none of them may be a guard
 * @param split what trains and what selects, and how it came to that
 * @param options of the training
 * @param lora the adapters to train; absent: all weights are trained
 * @param guards what must not suffer
 * @param sweep where to look after the training
 */
public record FineTuning(
        TrainingSet set,
        List<TrainingSet> others,
        DevSplit split,
        TrainingOptions options,
        Optional<LoraOptions> lora,
        List<GuardSearch> guards,
        SweepOptions sweep) {

    /** Copies data sets and guards, and refuses a guard that cannot be divided before anything is trained. */
    public FineTuning {
        others = List.copyOf(others);
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
        return new FineTuning(set, List.of(), split, options, Optional.empty(), List.of(), SweepOptions.DEFAULT);
    }

    /** A training of all weights on examples that were chosen before; the best step is kept as it is. */
    public static FineTuning of(TrainingSet set, DevSplit split, TrainingOptions options) {
        return new FineTuning(set, List.of(), split, options, Optional.empty(), List.of(), SweepOptions.TUNED_ALONE);
    }

    /** The same with more data sets that train. */
    public FineTuning withOthers(List<TrainingSet> more) {
        return new FineTuning(set, more, split, options, lora, guards, sweep);
    }

    /** The same, training adapters. */
    public FineTuning withLora(LoraOptions adapters) {
        return new FineTuning(set, others, split, options, Optional.of(adapters), guards, sweep);
    }

    /** The same with guards and another sweep. */
    public FineTuning withGuards(List<GuardSearch> watched, SweepOptions limits) {
        return new FineTuning(set, others, split, options, lora, watched, limits);
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
        base.requireNoDeltas();
        Optional<Selection> selection = selection(base, search, listener);
        List<TrainingSet> sets = new ArrayList<>(others);
        sets.add(0, set);
        Trainer trainer = new Trainer(base, sets, options, selection, listener);
        TrainingResult trained = lora.map(trainer::withLora).orElse(trainer).run(stateFolder);
        return trained.tuned().isEmpty()
                ? trained
                : new Finish(this, base, selection, listener).run(trained, stateFolder, checkpoint);
    }

    /** Whether there are guards and nothing that could choose by them, so that the last step is written as it is. */
    public boolean leavesGuardsOut() {
        return split.dev().isEmpty() && !guards.isEmpty();
    }

    private Optional<Selection> selection(ModelFolder base, PassageSearch search, TrainingListener listener) {
        if (split.dev().isEmpty()) {
            return Optional.empty();
        }
        SelectionPools pools = new SelectionPools(base, options.dtype(), options.seed(), listener::measuring);
        Map<String, DevSelection> watched = new LinkedHashMap<>();
        for (GuardSearch guard : guards) {
            List<String> queries =
                    GuardHalves.of(guard.dataset(), options.seed()).selection();
            if (!queries.isEmpty()) {
                watched.put(guard.dataset().name(), pools.guard(guard.dataset(), queries, guard.search()));
            }
        }
        return Optional.of(pools.of(set.dataset(), split.dev(), search).withGuards(watched));
    }
}
