package io.retune.dataset.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GramSetTest {
    @Test
    void similarityIsTheShareOfCommonGrams() {
        // abc bcd cde against abc bcd cdx dxy: two of five.
        assertThat(GramSet.of("abcde").similarity(GramSet.of("abcdxy"))).isEqualTo(0.4, within(1e-12));
        assertThat(GramSet.of("abcde").similarity(GramSet.of("fgh"))).isZero();
        assertThat(GramSet.of("ab").similarity(GramSet.of("ab"))).isEqualTo(1);
    }

    @Test
    void spellingThatNoReaderHearsMakesNoDifference() {
        assertThat(GramSet.of("When does it open?").similarity(GramSet.of("when  does it OPEN")))
                .isEqualTo(1);
    }

    @Test
    void theThresholdItselfCounts() {
        GramSet one = GramSet.of("abcde");
        GramSet other = GramSet.of("abcdxy");
        assertThat(one.isSimilar(other, 0.4)).isTrue();
        assertThat(other.isSimilar(one, 0.4)).isTrue();
        assertThat(one.isSimilar(other, 0.41)).isFalse();
    }

    @Test
    void agreesWithTheSetsOfManyTexts() {
        List<String> texts = List.of("theharbourmouth", "theharboursmouth", "thecrane");
        int[][] sets = GramSets.of(texts);
        for (int i = 0; i < sets.length; i++) {
            for (int j = 0; j < sets.length; j++) {
                assertThat(GramSet.of(texts.get(i)).similarity(GramSet.of(texts.get(j))))
                        .isEqualTo(SimilarSets.jaccard(sets[i], sets[j]), within(1e-12));
            }
        }
    }
}
