package io.retune.synth.order;

import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import io.retune.synth.dataset.Datasets;
import io.retune.synth.generation.Generated;
import io.retune.synth.generation.Generation;
import io.retune.synth.generation.GenerationOrder;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.Wait;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;

/** Does an order: as the stage does it, but there is no base model to search with. */
@ApplicationScoped
class SynthesisWork {
    private static final String SUFFIX = "-synthetic";
    /** The same order on the same data set chooses the same passages. */
    private static final long SEED = 42;

    private final Datasets datasets;
    private final Generation generation;

    SynthesisWork(Datasets datasets, Generation generation) {
        this.datasets = datasets;
        this.generation = generation;
    }

    SynthesisView.Result perform(SynthesisOrder order, Consumer<String> progress, Cancellation cancellation) {
        DatasetReference given = order.dataset();
        RagDataset dataset = datasets.read(new DatasetReference(given.name() + SUFFIX, given.artifact()));
        Generated generated = generation.generate(
                new GenerationOrder(
                        dataset,
                        order.passages(),
                        order.pairsPerPassage(),
                        SEED,
                        Optional.empty(),
                        FilterOptions.defaults()),
                listener(progress),
                cancellation);
        DatasetReference made = generated.dataset().equals(dataset) ? given : datasets.publish(generated.dataset());
        return new SynthesisView.Result(made, generated.source(), generated.roundTripped(), generated.counts());
    }

    private SynthesisListener listener(Consumer<String> progress) {
        return new SynthesisListener() {
            @Override
            public void finished(int done, int total) {
                progress.accept(done + " of " + total + " passages: " + generation.source());
            }

            @Override
            public void waiting(Wait wait) {
                progress.accept(generation.describe(wait));
            }
        };
    }
}
