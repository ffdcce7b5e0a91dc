package io.retune.training.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.TinyData;
import io.retune.training.TrainingException;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of 8 letters are 8 tokens and the two special ones; of even examples the mean of two negatives counts. */
class TokenBudgetTest {
    private static final int TEXT = 10;

    @TempDir
    Path folder;

    private final RagDataset given = TinyData.pairs(30, 8);
    private final TrainingSet pairs = TinyData.set(given.withNegatives(Map.of()));
    private final TrainingSet triplets = TinyData.set(given);
    private TokenBudget budget;

    @BeforeEach
    void openModel() throws IOException {
        ModelFolder model = TinyData.model(folder);
        budget = new TokenBudget(model, 1);
    }

    @Test
    void costIsWhatGoesThroughTheNetwork() {
        assertThat(budget.tokens(pairs)).isEqualTo(30 * 2 * TEXT);
        assertThat(budget.tokens(triplets)).isEqualTo(30 * 3 * TEXT);
        assertThat(new TokenBudget(modelOf(), 2).tokens(triplets)).isEqualTo(30 * 3 * TEXT + 15 * TEXT);
    }

    @Test
    void aDearSetLosesExamplesAndACheapOneRepeatsThem() {
        TrainingSet fewer = budget.fit(triplets, 600, 1);
        assertThat(fewer.examples()).hasSize(20).doesNotHaveDuplicates().isSubsetOf(triplets.examples());
        assertThat(budget.tokens(fewer)).isEqualTo(600);

        TrainingSet more = budget.fit(pairs, 900, 1);
        assertThat(more.examples()).hasSize(45);
        assertThat(new HashSet<>(more.examples())).hasSize(30);
        // What would exceed the budget is left out.
        assertThat(budget.tokens(budget.fit(pairs, 919, 1))).isEqualTo(900);
    }

    @Test
    void aSetThatCostsTheBudgetStaysAsItIs() {
        assertThat(budget.fit(pairs, 600, 1)).isSameAs(pairs);
    }

    @Test
    void theSeedDecidesWhichExamplesFit() {
        List<TrainingExample> one = budget.fit(triplets, 600, 1).examples();
        assertThat(budget.fit(triplets, 600, 1).examples()).isEqualTo(one);
        assertThat(budget.fit(triplets, 600, 2).examples()).isNotEqualTo(one);
    }

    @Test
    void aBudgetThatHoldsNothingIsRefused() {
        assertThatThrownBy(() -> budget.fit(triplets, 59, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessage("pairs: a budget of 59 tokens holds 1 training examples, expected 2 or more;"
                        + " raise the budget");
    }

    private ModelFolder modelOf() {
        return ModelFolder.open("tiny", folder);
    }
}
