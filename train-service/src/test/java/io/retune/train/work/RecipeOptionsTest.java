package io.retune.train.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.encoder.Dtype;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Recipe;
import io.retune.training.TrainingOptions;
import io.retune.training.data.BatchOptions;
import io.retune.training.mining.MiningOptions;
import io.retune.training.mining.ScoreLimits;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.SelectionOptions;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecipeOptionsTest {
    @Test
    void theDefaultRecipe() {
        RecipeOptions options = RecipeOptions.of(Recipe.DEFAULTS, Dtype.FP32, 7);

        assertThat(options.mining())
                .contains(MiningOptions.of(10, 60, 10, MiningOptions.Sampling.RANDOM, 7)
                        .withLimits(ScoreLimits.relativeMargin(OptionalDouble.of(0.05))));
        assertThat(options.training())
                .isEqualTo(new TrainingOptions(
                        new BatchOptions(1, 32, 1, 1, false),
                        new OptimizerOptions(2e-5, 0.1, Schedule.COSINE, 0.01, 1, LayerRates.ALL),
                        SelectionOptions.looks(4),
                        20,
                        0,
                        Dtype.FP32,
                        7));
    }

    @Test
    void noNegativesMeansNoMining() throws JsonProcessingException {
        assertThat(RecipeOptions.of(recipe("{\"mining\": {\"negatives\": 0}}"), Dtype.FP32, 7)
                        .mining())
                .isEmpty();
    }

    @Test
    void wordsThatAreNotKnownAreExplained() {
        assertThatThrownBy(() -> RecipeOptions.of(recipe("{\"training\": {\"schedule\": \"Cosine\"}}"), Dtype.FP32, 7))
                .isInstanceOf(EventException.class)
                .hasMessage("recipe.training.schedule: found \"Cosine\", expected cosine, linear or constant");
        assertThatThrownBy(() -> RecipeOptions.of(recipe("{\"mining\": {\"sampling\": \"best\"}}"), Dtype.FP32, 7))
                .hasMessage("recipe.mining.sampling: found \"best\", expected top or random");
    }

    private static Recipe recipe(String json) throws JsonProcessingException {
        return EventCodec.recipe(EventCodec.json().readTree(json));
    }
}
