package io.retune.training;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepPoint;
import io.retune.training.merging.WeightedMean;
import io.retune.training.network.AdapterFolder;
import io.retune.training.selection.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What follows a training's last step: the line from the base model to the best step is swept, whether or not that step
 * itself is better, and what is chosen there is written.
 *
 * @param tuning the recipe
 * @param base the model it began with
 * @param selection what chooses; without it, the best step is written as it is
 * @param listener told of every point
 */
record Finish(FineTuning tuning, ModelFolder base, Optional<Selection> selection, TrainingListener listener) {
    private static final String ADAPTER = "adapter";

    /** Sweeps, and writes what is better than the base model, if anything is. */
    TrainingResult run(TrainingResult trained, Path stateFolder, Path checkpoint) {
        if (isLost(trained)) {
            return trained;
        }
        try (NDManager manager = Torch.newManager();
                EncoderWeights initial = base.readWeights(manager);
                EncoderWeights best = EncoderWeights.read(
                        manager,
                        trained.tuned().orElseThrow().weights(),
                        base.description().architecture())) {
            if (selection.isEmpty() || nothingToChoose()) {
                write(checkpoint, best, trained, 1);
                return trained;
            }
            Sweep sweep = sweep(initial, best, trained);
            SweepFiles.write(stateFolder, sweep, tuning.sweep());
            sweep.chosen().map(SweepPoint::alpha).ifPresent(alpha -> {
                try (EncoderWeights kept = WeightedMean.between(manager, initial, best, alpha)) {
                    write(checkpoint, kept, trained, alpha);
                }
            });
            return trained.after(sweep);
        }
    }

    /** No step is better than the base model, and no point between is looked at that might be. */
    private boolean isLost(TrainingResult trained) {
        return trained.bestStep() == 0 && tuning.sweep().isTunedAlone();
    }

    private boolean nothingToChoose() {
        return tuning.guards().isEmpty() && tuning.sweep().isTunedAlone();
    }

    private Sweep sweep(EncoderWeights initial, EncoderWeights best, TrainingResult trained) {
        return new GuardedSweep(
                        base,
                        tuning.sweep(),
                        tuning.guards(),
                        tuning.options().dtype(),
                        tuning.options().seed(),
                        listener::measuring)
                .run(initial, best, trained.tuned().orElseThrow().dev(), selection.orElseThrow(), listener::swept);
    }

    private void write(Path checkpoint, EncoderWeights weights, TrainingResult trained, double alpha) {
        Path adapter = TrainingState.adapterOf(trained.tuned().orElseThrow().weights());
        base.writeCheckpoint(checkpoint, weights, building -> {
            if (tuning.lora().isPresent()) {
                Path folder = Files.createDirectory(building.resolve(ADAPTER));
                new AdapterFolder(base.name(), tuning.lora().get()).write(folder, adapter, alpha);
            }
        });
    }
}
