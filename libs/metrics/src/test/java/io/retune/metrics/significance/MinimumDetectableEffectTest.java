package io.retune.metrics.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinimumDetectableEffectTest {
    @Test
    void isTwoPointEightStandardErrors() {
        // Differences 1, 2, 6 have the standard error sqrt(7 / 3).
        PairedComparison comparison =
                PairedComparison.of("test", new double[3], new double[] {1, 2, 6}, new int[] {0, 1, 2});
        assertThat(MinimumDetectableEffect.of(comparison)).isCloseTo(2.801585 * Math.sqrt(7 / 3.0), within(1e-5));
    }

    @Test
    void theBootstrapFindsItFourTimesOutOfFive() {
        // Given the effect for 150 clusters of this simulation
        long seed = 4;
        double effect = 0;
        Simulation without = new Simulation(seed, 150, 0);
        for (int i = 0; i < 100; i++) {
            effect += MinimumDetectableEffect.of(without.draw()) / 100;
        }
        // When
        Simulation with = new Simulation(seed, 150, effect);
        int found = 0;
        int rounds = 600;
        for (int round = 0; round < rounds; round++) {
            if (new PairedBootstrap(999, 0.95, round).interval(with.draw()).low() > 0) {
                found++;
            }
        }
        // Then
        assertThat((double) found / rounds).as("seed %d", seed).isBetween(0.75, 0.85);
    }

    @Test
    void forecastsFromTheBaseAlone() {
        // Given a candidate that spreads like the base and correlates with it by 0.6
        long seed = 8;
        Random random = new Random(seed);
        double[] base = new double[5000];
        double[] candidate = new double[5000];
        for (int i = 0; i < base.length; i++) {
            base[i] = random.nextGaussian();
            candidate[i] = 0.6 * base[i] + 0.8 * random.nextGaussian();
        }
        int[] clusters = IntStream.range(0, 5000).toArray();
        // When
        double forecast = MinimumDetectableEffect.forecast(base, clusters, 0.6);
        // Then
        double actual = MinimumDetectableEffect.of(PairedComparison.of("test", base, candidate, clusters));
        assertThat(forecast).as("seed %d", seed).isCloseTo(actual, within(0.03 * actual));
    }

    @Test
    void isInfiniteForOneCluster() {
        assertThat(MinimumDetectableEffect.forecast(new double[] {0, 1}, new int[] {3, 3}, 0.8))
                .isInfinite();
    }

    @Test
    void refusesImpossibleCorrelations() {
        assertThatThrownBy(() -> MinimumDetectableEffect.forecast(new double[2], new int[2], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forecast: correlation 1.0; expected -1 or more and less than 1, such as 0.8");
    }

    @Test
    void aDifferenceHoldsAllFigures() throws Exception {
        // Given
        PairedComparison comparison = new Simulation(1, 100, 0.02).draw();
        // When
        Difference difference = Difference.of(comparison, 5);
        // Then
        Interval interval = new PairedBootstrap(5).interval(comparison);
        assertThat(difference)
                .isEqualTo(new Difference(
                        interval.mean(),
                        interval.low(),
                        interval.high(),
                        new PermutationTest(5).pValue(comparison),
                        MinimumDetectableEffect.of(comparison)));
        assertThat(new ObjectMapper().writeValueAsString(new Difference(0.1, 0.05, 0.2, 0.01, 0.04)))
                .isEqualTo("{\"mean\":0.1,\"low\":0.05,\"high\":0.2,\"p_value\":0.01,\"minimum_detectable\":0.04}");
    }
}
