package io.retune.training.mining;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.EncodedSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * The negatives that sentence-transformers 6.2.0's {@code mine_hard_negatives} chose (sampling "top", format "triplet",
 * without FAISS, torch 2.15.0) from the same vectors: query i, value d is {@code sin(.37 (i+1)(d+1))}; passage j is
 * query {@code j mod 12} before normalisation plus {@code .3 + .1 (j mod 7)} times {@code cos(.23 (j+1)(d+1))}; all
 * normalised, 8 dimensions. Query i is answered by passage i, for even i by passage i + 12 too.
 */
class MiningReferenceTest {
    private static final int WIDTH = 8;
    private static final int QUERIES = 12;
    private static final int PASSAGES = 40;
    private static final OptionalDouble OFF = OptionalDouble.empty();

    private static final VectorSource FORMULA = new VectorSource() {
        @Override
        public VectorMatrix encode(Role role, List<String> texts) {
            VectorMatrix vectors = VectorMatrix.zeros(texts.size(), WIDTH);
            for (int row = 0; row < texts.size(); row++) {
                int number = Integer.parseInt(texts.get(row).substring(1));
                double[] vector = role == Role.QUERY ? query(number) : passage(number);
                double norm = 0;
                for (double value : vector) {
                    norm += value * value;
                }
                for (int d = 0; d < WIDTH; d++) {
                    vectors.values()[row * WIDTH + d] = (float) (vector[d] / Math.sqrt(norm));
                }
            }
            return vectors;
        }

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("passage", "query");
        }
    };

    private static double[] query(int i) {
        double[] vector = new double[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            vector[d] = Math.sin(.37 * (i + 1) * (d + 1));
        }
        return vector;
    }

    private static double[] passage(int j) {
        double[] vector = query(j % QUERIES);
        for (int d = 0; d < WIDTH; d++) {
            vector[d] += (.3 + .1 * (j % 7)) * Math.cos(.23 * (j + 1) * (d + 1));
        }
        return vector;
    }

    @Test
    void theBest() {
        assertMined(
                options(0, 10, 3, ScoreLimits.NONE),
                "p36 p24 p27 | p25 p37 p13 | p38 p26 p23 | p15 p39 p27 | p28 p33 p6 | p29 p17 p18 | p30 p16 p36"
                        + " | p31 p19 p38 | p32 p13 p12 | p21 p33 p39 | p34 p37 p16 | p35 p23 p17");
    }

    @Test
    void aRange() {
        assertMined(
                options(5, 15, 4, ScoreLimits.NONE),
                "p7 p35 p15 p31 | p29 p27 p0 p2 | p22 p29 p27 p24 | p31 p5 p21 p22 | p5 p34 p32 p26 | p7 p4 p19 p31"
                        + " | p20 p5 p8 p23 | p10 p34 p18 p37 | p36 p17 p33 p5 | p38 p13 p14 p15 | p38 p11 p13 p12"
                        + " | p36 p18 p12 p39");
    }

    @Test
    void aRelativeMargin() {
        assertMined(
                options(0, 20, 3, ScoreLimits.relativeMargin(OptionalDouble.of(0.3))),
                "p25 p7 p35 | p13 p24 p28 | p23 p30 p3 | p4 p32 p31 | p33 p6 p20 | p18 p8 p35 | p16 p36 p17"
                        + " | p38 p15 p11 | p12 p39 p9 | p39 p11 p12 | p34 p37 p16 | p17 p9 p8");
    }

    @Test
    void anAbsoluteMarginAndBounds() {
        assertMined(
                options(
                        0,
                        20,
                        3,
                        new ScoreLimits(OFF, OptionalDouble.of(0.2), OptionalDouble.of(0.1), OptionalDouble.of(0.6))),
                "p25 | p24 p28 p29 | p23 p30 p3 | p4 p32 p31 | p33 p6 p20 | p18 p8 p35 | p16 p36 p17 | p38 p15 p11"
                        + " | p12 p39 | p39 p11 p12 | p37 p16 p9 | p17 p9 p8");
    }

    private static MiningOptions options(int rangeMin, int rangeMax, int negatives, ScoreLimits limits) {
        return MiningOptions.of(rangeMin, rangeMax, negatives, MiningOptions.Sampling.TOP, 1)
                .withUnmarked(UnmarkedAnswers.NONE)
                .withLimits(limits);
    }

    private static void assertMined(MiningOptions options, String expected) {
        DatasetBuilder builder = RagDataset.builder("formula");
        for (int j = 0; j < PASSAGES; j++) {
            builder.passage("p" + j, "p" + j);
        }
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            builder.query("q" + i, "q" + i).relevant("q" + i, "p" + i);
            if (i % 2 == 0) {
                builder.relevant("q" + i, "p" + (i + QUERIES));
            }
            queries.add("q" + i);
        }
        RagDataset dataset = builder.build();
        RagDataset mined = HardNegativeMiner.mine(dataset, queries, new EncodedSearch(FORMULA, dataset), options)
                .dataset();
        assertThat(queries.stream()
                        .map(query -> String.join(" ", mined.negativeDocs().getOrDefault(query, List.of())))
                        .toList())
                .isEqualTo(List.of(expected.split(" \\| ")));
    }
}
