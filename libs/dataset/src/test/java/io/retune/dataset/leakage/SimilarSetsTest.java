package io.retune.dataset.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimilarSetsTest {

    @Test
    void findsWhatComparingWithAllFinds() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int found = 0;
        for (int trial = 0; trial < 300; trial++) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                texts.add(i > 0 && random.nextBoolean() ? changed(texts.get(random.nextInt(i)), random) : text(random));
            }
            int[][] sets = GramSets.of(texts);
            SimilarSets similar = new SimilarSets(Arrays.copyOf(sets, 20), 0.8);
            for (int probe = 20; probe < 40; probe++) {
                int expected = mostSimilar(sets, probe);
                found += expected >= 0 ? 1 : 0;

                assertThat(similar.mostSimilar(sets[probe])).isEqualTo(expected);
            }
        }
        assertThat(found).isGreaterThan(100);
    }

    @Test
    void aPairAtTheThresholdCounts() {
        // Given nine 3-grams, eight of them shared by ten in all: exactly 0.8
        int[][] sets = GramSets.of(List.of("abcdefghijk", "bcdefghijkl"));

        assertThat(SimilarSets.jaccard(sets[0], sets[1])).isEqualTo(0.8);
        assertThat(new SimilarSets(new int[][] {sets[1]}, 0.8).mostSimilar(sets[0]))
                .isZero();
        assertThat(new SimilarSets(new int[][] {sets[1]}, 0.81).mostSimilar(sets[0]))
                .isEqualTo(-1);
    }

    private static int mostSimilar(int[][] sets, int probe) {
        int best = -1;
        double similarity = 0;
        for (int i = 0; i < 20; i++) {
            double s = SimilarSets.jaccard(sets[i], sets[probe]);
            if (s >= 0.8 && s > similarity) {
                best = i;
                similarity = s;
            }
        }
        return best;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            text.append((char) ('a' + random.nextInt(6)));
        }
        return text.toString();
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(random.nextInt(text.length()), (char) ('a' + random.nextInt(6)));
        return random.nextBoolean() ? changed.toString() : changed.append('f').toString();
    }
}
