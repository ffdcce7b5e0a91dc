package io.retune.training.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.retune.encoder.VectorMatrix;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.training.search.ExactSearch;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.Int2IntMaps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NudgeTest {
    private static final double ROUNDING = 1e-6;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.02, 0.48, 1.9})
    void nudgeNKeepsLengthOneAndMovesByGammaAtMost(double gamma) {
        NudgeData data = FormulaVectors.data(0.3);
        NudgeResult result = new Nudge(data, NudgeMethod.NUDGE_N).at(gamma);

        assertThat(result.rows()).isNotEmpty();
        for (int i = 0; i < result.rows().size(); i++) {
            float[] moved = result.vectors().row(i);
            float[] before = data.passages().row(result.rows().get(i));
            assertThat(squaredDistance(moved, new float[moved.length])).isCloseTo(1, within(ROUNDING));
            assertThat(squaredDistance(moved, before)).isLessThan(gamma + ROUNDING);
        }
    }

    @Test
    void nudgeMMovesByGamma() {
        NudgeData data = FormulaVectors.data(0.3);
        NudgeResult result = new Nudge(data, NudgeMethod.NUDGE_M).at(0.7);

        for (int i = 0; i < result.rows().size(); i++) {
            double squared = squaredDistance(
                    result.vectors().row(i), data.passages().row(result.rows().get(i)));
            assertThat(Math.sqrt(squared)).isCloseTo(0.7, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @EnumSource(NudgeMethod.class)
    void aPassageWithoutTrainingQueryStays(NudgeMethod method) {
        assertThat(new Nudge(FormulaVectors.data(0.6), method).at(0.4).rows())
                .isNotEmpty()
                .allMatch(row -> row < 40);
    }

    @ParameterizedTest
    @EnumSource(NudgeMethod.class)
    void gammaZeroMovesNothing(NudgeMethod method) {
        assertThat(new Nudge(FormulaVectors.data(0.6), method).at(0).rows()).isEmpty();
    }

    /** Where the authors' package divides zero by zero. */
    @Test
    void aPassageThatIsItsQueryStays() {
        NudgeResult result = new Nudge(corners(), NudgeMethod.NUDGE_N).at(0.02);

        assertThat(result.vectors().row(result.rows().indexOf(0))).containsExactly(1, 0);
    }

    @Test
    void nudgeNLeavesAPassageThatItsQueriesPointAwayFrom() {
        VectorMatrix passages = new VectorMatrix(1, 2, new float[] {1, 0});
        JudgedVectors train = judged(new float[] {-0.6f, 0.8f}, 0);
        NudgeData data = new NudgeData(passages, train, train);

        assertThat(new Nudge(data, NudgeMethod.NUDGE_N).at(0.3).rows()).isEmpty();
        assertThat(new Nudge(data, NudgeMethod.NUDGE_M).at(0.3).rows()).containsExactly(0);
    }

    /** Dev asks for passage 1, nobody in train does; moving passage 0 can only take its place. */
    @ParameterizedTest
    @EnumSource(NudgeMethod.class)
    void theBestGammaIsZeroWithTheReason(NudgeMethod method) {
        for (GammaCriterion criterion : GammaCriterion.values()) {
            NudgeResult result = new Nudge(corners(), method).fit(criterion);

            assertThat(result.gamma()).isZero();
            assertThat(result.describe())
                    .isEqualTo("gamma 0.0000, best on dev (1.00000, unchanged 1.00000): no passage moves; dev cannot"
                            + " gain: 1 of 2 passages have a training query; 0 of 1 dev queries have a relevant"
                            + " passage that does (0 of 1 pairs)");
        }
    }

    /** Against a search of the moved corpus for every gamma of the grid. */
    @ParameterizedTest
    @CsvSource({"NUDGE_N, 25, 50", "NUDGE_M, 41, 20"})
    void ndcgChoosesTheGammaThatSearchingTheMovedCorpusDoes(NudgeMethod method, int points, double perUnit) {
        NudgeData data = FormulaVectors.data(0.2);
        Nudge nudge = new Nudge(data, method);
        GammaChoice choice = nudge.fit(GammaCriterion.NDCG_AT_10).choice().orElseThrow();

        double best = -1;
        double bestGamma = -1;
        for (int i = 0; i < points; i++) {
            double value = ndcg(data, nudge.at(i / perUnit));
            if (value > best) {
                best = value;
                bestGamma = i / perUnit;
            }
        }
        assertThat(bestGamma).isPositive();
        assertThat(choice.gamma()).isEqualTo(bestGamma);
        assertThat(choice.value()).isEqualTo(best);
        assertThat(choice.valueAtZero()).isEqualTo(ndcg(data, nudge.at(0))).isLessThan(best);
    }

    @Test
    void whatCannotBeMovedIsRefused() {
        VectorMatrix longer = new VectorMatrix(1, 2, new float[] {3, 4});
        JudgedVectors judged = judged(new float[] {1, 0}, 0);
        assertThatThrownBy(() -> new NudgeData(longer, judged, judged))
                .hasMessage(
                        "passage in row 0: length is 5.0, expected 1; NUDGE moves normalised vectors: normalise them"
                                + " first");
        assertThatThrownBy(() -> new NudgeData(corners().passages(), judged(new float[] {1, 0}, 2), judged))
                .hasMessage("train: a query refers to the passage in row 2, expected 0 to 1");
        assertThatThrownBy(() -> new JudgedVectors(VectorMatrix.zeros(1, 2), List.of(Int2IntMaps.EMPTY_MAP)))
                .hasMessage("query in row 0: judgments are {}, expected a grade of 1 or more for at least one passage;"
                        + " leave others out");
        assertThatThrownBy(() -> new Nudge(corners(), NudgeMethod.NUDGE_N).at(2))
                .hasMessage("nudge-n: gamma is 2.0, expected 0 or more and below 2.0, a squared distance on the unit"
                        + " sphere");
        assertThatThrownBy(() -> new Nudge(corners(), NudgeMethod.NUDGE_M).at(-1))
                .hasMessage("nudge-m: gamma is -1.0, expected 0 or more");
    }

    private static double ndcg(NudgeData data, NudgeResult moved) {
        VectorMatrix corpus = new VectorMatrix(
                FormulaVectors.PASSAGES,
                FormulaVectors.WIDTH,
                data.passages().values().clone());
        for (int i = 0; i < moved.rows().size(); i++) {
            System.arraycopy(
                    moved.vectors().row(i),
                    0,
                    corpus.values(),
                    moved.rows().get(i) * FormulaVectors.WIDTH,
                    FormulaVectors.WIDTH);
        }
        List<String> ids = IntStream.range(0, FormulaVectors.PASSAGES)
                .mapToObj(Integer::toString)
                .toList();
        Map<String, Ranking> rankings = new HashMap<>();
        new ExactSearch(corpus, ids)
                .search(
                        data.dev().queries(),
                        10,
                        (query, rows, scores, count) -> rankings.put(
                                Integer.toString(query),
                                Ranking.of(
                                        Arrays.stream(rows, 0, count)
                                                .mapToObj(Integer::toString)
                                                .toList(),
                                        Arrays.copyOf(scores, count))));
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        for (int query = 0; query < data.dev().relevant().size(); query++) {
            Map<String, Integer> own = new HashMap<>();
            data.dev().relevant().get(query).forEach((row, grade) -> own.put(Integer.toString(row), grade));
            grades.put(Integer.toString(query), own);
        }
        return new RankingMetrics(10)
                .evaluate(new Qrels(grades), new Run(rankings))
                .mean("ndcg_at_10");
    }

    private static NudgeData corners() {
        VectorMatrix passages = new VectorMatrix(2, 2, new float[] {1, 0, 0, 1});
        return new NudgeData(passages, judged(new float[] {1, 0}, 0), judged(new float[] {0.6f, 0.8f}, 1));
    }

    private static JudgedVectors judged(float[] query, int passage) {
        Int2IntMap relevant = Int2IntMaps.singleton(passage, 1);
        return new JudgedVectors(new VectorMatrix(1, query.length, query), List.of(relevant));
    }

    private static double squaredDistance(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += Math.pow(left[i] - right[i], 2);
        }
        return sum;
    }
}
