package io.retune.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    @Test
    void agreesWithComparingAll() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            texts.add(i > 0 && random.nextInt(3) == 0 ? changed(texts.get(random.nextInt(i)), random) : made(random));
        }
        for (double threshold : new double[] {0.5, 0.8, 1}) {
            NearDuplicates near = new NearDuplicates(texts, threshold);
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                boolean isNew = taken.stream().noneMatch(other -> jaccard(text, other) >= threshold);
                assertThat(near.takeIfNew(i))
                        .as("seed %d, threshold %s, %s", seed, threshold, text)
                        .isEqualTo(isNew);
                if (isNew) {
                    taken.add(text);
                }
            }
            assertThat(taken).hasSizeBetween(2, texts.size() - 1);
        }
    }

    private static String made(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(30);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(5)));
        }
        return text.toString();
    }

    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + "z" + text.substring(at + 1);
    }

    private static double jaccard(String a, String b) {
        Set<String> both = grams(a);
        Set<String> all = grams(a);
        both.retainAll(grams(b));
        all.addAll(grams(b));
        return both.size() / (double) all.size();
    }

    private static Set<String> grams(String text) {
        Set<String> grams = new HashSet<>();
        for (int i = 0; i < Math.max(1, text.length() - 2); i++) {
            grams.add(text.substring(i, Math.min(text.length(), i + 3)));
        }
        return grams;
    }
}
