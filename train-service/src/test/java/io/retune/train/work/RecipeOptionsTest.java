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
import io.retune.training.mining.UnmarkedAnswers;
import io.retune.training.network.LoraOptions;
import io.retune.training.nudge.GammaCriterion;
import io.retune.training.nudge.NudgeMethod;
import io.retune.training.nudge.NudgeOptions;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.SelectionOptions;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipeOptionsTest {
    @Test
    void theDefaultRecipe() {
        RecipeOptions options = RecipeOptions.of(Recipe.DEFAULTS, Dtype.FP32, 7);

        assertThat(options.mining())
                .contains(MiningOptions.of(10, 60, 10, MiningOptions.Sampling.RANDOM, 7)
                        .withLimits(ScoreLimits.relativeMargin(OptionalDouble.of(0.05))));
        assertThat(options.training())
                .isEqualTo(new TrainingOptions(
                        new BatchOptions(2, 64, 1, 1, false),
                        new OptimizerOptions(5e-5, 0.1, Schedule.COSINE, 0.01, 1, LayerRates.ALL),
                        SelectionOptions.looks(4),
                        50,
                        0,
                        Dtype.FP32,
                        7));
        assertThat(options.lora()).isEmpty();
        assertThat(options.nudge()).isEmpty();
    }

    @Test
    void adaptersHaveALearningRateOfTheirOwn() throws JsonProcessingException {
        RecipeOptions adapters =
                RecipeOptions.of(recipe("{\"training\": {\"method\": \"lora\", \"lora_rank\": 4}}"), Dtype.FP32, 7);

        assertThat(adapters.lora()).contains(LoraOptions.of(4, 32));
        assertThat(adapters.training().optimizer().learningRate()).isEqualTo(5e-4);
        assertThat(adapters.nudge()).isEmpty();
        RecipeOptions slower = RecipeOptions.of(
                recipe("{\"training\": {\"method\": \"lora\", \"learning_rate\": 1e-4}}"), Dtype.FP32, 7);
        assertThat(slower.lora()).contains(LoraOptions.of(16, 32));
        assertThat(slower.training().optimizer().learningRate()).isEqualTo(1e-4);
    }

    @ParameterizedTest
    @EnumSource(NudgeMethod.class)
    void passagesMoveByTheGammaThatIsBestOnDev(NudgeMethod method) throws JsonProcessingException {
        RecipeOptions options = RecipeOptions.of(
                recipe("{\"training\": {\"method\": \"%s\"}}".formatted(method.label())), Dtype.FP32, 7);

        assertThat(options.nudge())
                .contains(new NudgeOptions(method, GammaCriterion.NDCG_AT_10, OptionalDouble.empty(), 7));
        assertThat(options.lora()).isEmpty();
    }

    @Test
    void whatMiningLeavesOut() throws JsonProcessingException {
        String stated =
                """
                {"mining": {"relative_margin": null, "absolute_margin": 0.1, "min_score": 0.2, "max_score": 0.9,
                            "passage_similarity": 0, "query_similarity": 0.7, "query_nearness": 0.95}}""";
        assertThat(RecipeOptions.of(recipe(stated), Dtype.FP32, 7).mining())
                .contains(MiningOptions.of(10, 60, 10, MiningOptions.Sampling.RANDOM, 7)
                        .withLimits(new ScoreLimits(
                                OptionalDouble.empty(),
                                OptionalDouble.of(0.1),
                                OptionalDouble.of(0.2),
                                OptionalDouble.of(0.9)))
                        .withUnmarked(new UnmarkedAnswers(
                                OptionalDouble.empty(), OptionalDouble.of(0.7), OptionalDouble.of(0.95))));
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
