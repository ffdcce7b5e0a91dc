package io.retune.training.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values recorded from the authors' package nudge-ft 0.1.2 (torch 2.15.0, numpy 2.4.6, CPU) on {@link FormulaVectors}:
 * {@code NUDGEM(cpu).finetune_embeddings} and {@code NUDGEN(cpu).finetune_embeddings}, with {@code gamma=0.3} and with
 * the gamma they choose.
 */
class NudgeReferenceTest {
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({"0.3, 1.6700816, 0.10", "0.6, 3.0030615, 0.28", "1.0, 0.11771184, 0.00"})
    void choosesTheSameGamma(double mix, double nudgeM, double nudgeN) {
        NudgeData data = FormulaVectors.data(mix);

        assertThat(new Nudge(data, NudgeMethod.NUDGE_M)
                        .fit(GammaCriterion.TOP_1)
                        .gamma())
                .isCloseTo(nudgeM, within(TOLERANCE));
        assertThat(new Nudge(data, NudgeMethod.NUDGE_N)
                        .fit(GammaCriterion.TOP_1)
                        .gamma())
                .isCloseTo(nudgeN, within(TOLERANCE));
    }

    @Test
    void nudgeMMovesToTheSamePlaces() {
        NudgeResult result = new Nudge(FormulaVectors.data(0.6), NudgeMethod.NUDGE_M).at(0.3);

        assertThat(result.rows()).hasSize(40);
        assertRow(
                result, 0, 0.6732835, -0.5106394, -0.2841053, -0.0465347, 0.1377791, 0.4875189, -0.5531053, -0.4698698);
        assertRow(
                result, 5, -0.0121065, -0.7393733, 0.1652988, -0.6529555, 0.0997581, -0.5827879, 0.1861758, -0.4963702);
        assertRow(
                result, 21, -0.0767172, -0.7134715, 0.2337887, -0.4029657, 0.6601775, 0.1186592, -0.506367, 0.4408931);
        assertRow(result, 39, 0.4690862, 0.5759412, 0.4025761, 0.2415139, -0.083178, -0.1829948, -0.344057, -0.5174221);
    }

    /** Row 5 is turned by the whole of gamma, rows 0 and 39 stand on their queries' sum. */
    @Test
    void nudgeNMovesToTheSamePlaces() {
        NudgeResult result = new Nudge(FormulaVectors.data(0.6), NudgeMethod.NUDGE_N).at(0.3);

        assertThat(result.rows()).hasSize(33);
        assertRow(
                result, 0, 0.5165771, -0.4861048, -0.322996, -0.1262653, -0.0917788, 0.4466702, -0.119459, -0.3929029);
        assertRow(
                result, 5, -0.1376099, -0.6556363, 0.3370353, -0.4842831, 0.0018601, -0.3670967, 0.1732134, -0.1957434);
        assertRow(result, 21, 0.0098899, -0.5598052, 0.0233177, -0.5463773, 0.423022, 0.1707806, -0.3598209, 0.223302);
        assertRow(
                result, 39, 0.2680096, 0.6180174, 0.4677028, 0.3393547, -0.0811478, -0.1001446, -0.2284927, -0.3788073);
    }

    private static void assertRow(NudgeResult result, int passage, double... expected) {
        float[] found = result.vectors().row(result.rows().indexOf(passage));
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i])
                    .as("passage %d, value %d", passage, i)
                    .isCloseTo(expected[i], within(TOLERANCE));
        }
    }
}
