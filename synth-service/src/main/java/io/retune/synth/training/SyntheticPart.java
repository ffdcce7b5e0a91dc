package io.retune.synth.training;

import io.retune.dataset.RagDataset;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.ring.StageScope;
import io.retune.synth.generation.Generated;
import io.retune.synth.generation.Generation;
import io.retune.synth.generation.GenerationOrder;
import io.retune.synth.model.CollectionRoundTrip;
import io.retune.synth.model.RoundTrips;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.Wait;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Generated questions of a run: filtered by a round trip through its base model. */
@ApplicationScoped
class SyntheticPart {
    private static final String UNIT = "passages";

    private final Generation generation;
    private final RoundTrips roundTrips;

    SyntheticPart(Generation generation, RoundTrips roundTrips) {
        this.generation = generation;
        this.roundTrips = roundTrips;
    }

    /** Generates what the recipe asks for; nothing is opened or asked if that is nothing. */
    Optional<Generated> generate(StageScope scope, RagDataset dataset) {
        RunContext context = scope.context();
        Recipe.Synthesis recipe = context.recipe().synthesis();
        if (recipe.passages() == 0) {
            return Optional.empty();
        }
        scope.say(generation.source());
        FilterOptions defaults = FilterOptions.defaults();
        try (CollectionRoundTrip roundTrip = roundTrips.open(context.base().orElseThrow(), dataset.corpus())) {
            GenerationOrder order = new GenerationOrder(
                    dataset,
                    recipe.passages(),
                    recipe.pairsPerPassage(),
                    context.seed(),
                    Optional.of(roundTrip),
                    new FilterOptions(
                            defaults.shortestAnswer(), recipe.roundTripRank(), defaults.nearDuplicateSimilarity()));
            return Optional.of(generation.generate(order, listener(scope), () -> {
                scope.check();
                return false;
            }));
        }
    }

    private SynthesisListener listener(StageScope scope) {
        return new SynthesisListener() {
            private int finished;
            private int passages;

            @Override
            public void finished(int done, int total) {
                finished = done;
                passages = total;
                scope.progress(done, total, UNIT, generation.source());
            }

            @Override
            public void waiting(Wait wait) {
                scope.progress(finished, passages, UNIT, generation.describe(wait));
            }
        };
    }
}
