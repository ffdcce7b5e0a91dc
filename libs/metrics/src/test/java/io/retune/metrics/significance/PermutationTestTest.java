package io.retune.metrics.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationTestTest {
    @Test
    void approachesTheExactShareOfSignAssignments() {
        // 2 of the 8 assignments of three equal differences are as extreme: all up, all down.
        assertThat(pValue(new double[] {0.1, 0.1, 0.1}, 0, 1, 2)).isCloseTo(0.25, within(0.015));
        // The absolute sums are 6, 4, 2 and 0, two assignments each; half of them reach the observed 3 + 2 - 1.
        assertThat(pValue(new double[] {0.3, 0.2, -0.1}, 0, 1, 2)).isCloseTo(0.5, within(0.015));
        // 6 of 8; without the tolerance 4, since 0.3 + 0.1 - 0.1 > 0.3 - 0.1 + 0.1 in floating point.
        assertThat(pValue(new double[] {0.3, 0.1, -0.1}, 0, 1, 2)).isCloseTo(0.75, within(0.015));
    }

    @Test
    void flipsClustersTogether() {
        assertThat(pValue(new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 0, 0, 0, 1, 1, 1))
                .isCloseTo(0.5, within(0.015));
        assertThat(pValue(new double[] {0.1, 0.1, 0.1}, 5, 5, 5)).isEqualTo(1);
    }

    @Test
    void isNeverZero() {
        double[] differences = new double[200];
        Arrays.fill(differences, 0.1);
        assertThat(pValue(differences, IntStream.range(0, 200).toArray())).isEqualTo(1.0 / 10_001);
    }

    @Test
    void flipsClustersBeyondTheFirst64() {
        double[] differences = new double[100];
        Arrays.fill(differences, 64, 100, 0.1);
        assertThat(pValue(differences, IntStream.range(0, 100).toArray())).isEqualTo(1.0 / 10_001);
    }

    @Test
    void isOneWhereNothingDiffers() {
        assertThat(pValue(new double[100], IntStream.range(0, 100).toArray())).isEqualTo(1);
    }

    @Test
    void isUniformWhereTheModelsAreEqual() {
        long seed = 99;
        Simulation simulation = new Simulation(seed, 40, 0);
        int rounds = 1000;
        int below = 0;
        for (int round = 0; round < rounds; round++) {
            if (new PermutationTest(499, round).pValue(simulation.draw()) <= 0.1) {
                below++;
            }
        }
        assertThat((double) below / rounds).as("seed %d", seed).isBetween(0.075, 0.125);
    }

    @Test
    void refusesNoDraws() {
        assertThatThrownBy(() -> new PermutationTest(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permutation test: 0 draws; expected at least 1, such as 10000");
    }

    private static double pValue(double[] differences, int... clusters) {
        return new PermutationTest(7)
                .pValue(PairedComparison.of("test", new double[differences.length], differences, clusters));
    }
}
