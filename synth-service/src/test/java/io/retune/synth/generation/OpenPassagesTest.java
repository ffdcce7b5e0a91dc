package io.retune.synth.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.RagDataset;
import io.retune.synth.Scene;
import io.retune.synthesis.SynthesisInput;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenPassagesTest {
    private final RagDataset dataset = Scene.dataset("harbour");

    @Test
    void onlyPassagesThatNoTrainQueryHas() {
        SynthesisInput all = OpenPassages.choose(dataset, 100, 1);

        assertThat(all.passages()).containsExactly("p4", "p5", "p6", "p7");
        assertThat(all.questions()).containsExactlyElementsOf(dataset.queries().values());
    }

    @Test
    void theSeedChooses() {
        Set<List<String>> choices = new HashSet<>();
        Random seeds = new Random(7);
        for (int i = 0; i < 50; i++) {
            long seed = seeds.nextLong();
            List<String> chosen = OpenPassages.choose(dataset, 2, seed).passages();
            assertThat(chosen)
                    .hasSize(2)
                    .isSorted()
                    .isEqualTo(OpenPassages.choose(dataset, 2, seed).passages());
            choices.add(chosen);
        }
        assertThat(choices).hasSize(6);
    }
}
