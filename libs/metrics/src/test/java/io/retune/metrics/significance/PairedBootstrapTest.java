package io.retune.metrics.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    /** Three queries of one cluster gain 1, one query of the other gains 0. */
    private static final PairedComparison TWO_CLUSTERS =
            PairedComparison.of("two", new double[4], new double[] {1, 1, 1, 0}, new int[] {0, 0, 0, 1});

    @Test
    void drawsClustersAndDividesTheSums() {
        // The draws have means 0 (1 in 4), 3/4 (2 in 4), 1 (1 in 4).
        assertThat(new PairedBootstrap(9999, 0.4, 1).interval(TWO_CLUSTERS)).isEqualTo(new Interval(0.75, 0.75, 0.75));
        assertThat(new PairedBootstrap(9999, 0.6, 1).interval(TWO_CLUSTERS)).isEqualTo(new Interval(0.75, 0, 1));
    }

    @Test
    void takesTheKthDrawFromEitherEnd() {
        // Given the 19 draws of the generator, for queries that are all independent
        double[] differences = new Random(6).doubles(50).toArray();
        SplitMix64 random = new SplitMix64(5);
        double[] draws = new double[19];
        for (int draw = 0; draw < draws.length; draw++) {
            for (int i = 0; i < differences.length; i++) {
                draws[draw] += differences[random.nextInt(50)];
            }
            draws[draw] /= 50;
        }
        Arrays.sort(draws);
        PairedComparison comparison = PairedComparison.of(
                "test", new double[50], differences, IntStream.range(0, 50).toArray());
        // When
        Interval ninety = new PairedBootstrap(19, 0.9, 5).interval(comparison);
        Interval eighty = new PairedBootstrap(19, 0.8, 5).interval(comparison);
        // Then
        assertThat(ninety).isEqualTo(new Interval(comparison.meanDifference(), draws[0], draws[18]));
        assertThat(eighty).isEqualTo(new Interval(comparison.meanDifference(), draws[1], draws[17]));
    }

    @Test
    void agreesWithTheNormalApproximationOnManyQueries() {
        PairedComparison comparison = new Simulation(11, 2000, 0.01).draw();
        Interval interval = new PairedBootstrap(3).interval(comparison);
        double standardError = comparison.differences().standardError();
        assertThat(interval.mean()).isEqualTo(comparison.meanDifference());
        assertThat(interval.low()).isCloseTo(interval.mean() - 1.96 * standardError, within(0.1 * standardError));
        assertThat(interval.high()).isCloseTo(interval.mean() + 1.96 * standardError, within(0.1 * standardError));
    }

    @Test
    void holdsTheTrueDifferenceAsOftenAsItSays() {
        long seed = 20261124;
        assertThat(coverage(new Simulation(seed, 30, 0.03), true))
                .as("seed %d", seed)
                .isBetween(0.92, 0.97);
    }

    @Test
    void wouldHoldItTooSeldomIfQueriesWereDrawnOneByOne() {
        long seed = 20261124;
        assertThat(coverage(new Simulation(seed, 30, 0.03), false))
                .as("seed %d", seed)
                .isLessThan(0.85);
    }

    @Test
    void sameSeedSameIntervalAndExchangeMirrorsIt() {
        double[] base = new Random(1).doubles(200).toArray();
        double[] candidate = new Random(2).doubles(200).toArray();
        int[] clusters = IntStream.range(0, 200).map(i -> i / 2).toArray();
        PairedBootstrap bootstrap = new PairedBootstrap(42);
        Interval there = bootstrap.interval(PairedComparison.of("there", base, candidate, clusters));
        Interval back = bootstrap.interval(PairedComparison.of("back", candidate, base, clusters));
        assertThat(there).isEqualTo(bootstrap.interval(PairedComparison.of("again", base, candidate, clusters)));
        assertThat(back).isEqualTo(new Interval(-there.mean(), -there.high(), -there.low()));
        assertThat(there)
                .isNotEqualTo(
                        new PairedBootstrap(43).interval(PairedComparison.of("other seed", base, candidate, clusters)));
    }

    @Test
    void theSeedMeansTheSameOnEveryMachine() {
        // SplitMix64's published first outputs for the seed 1234567.
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
    }

    @Test
    void isFast() {
        PairedComparison comparison = new Simulation(1, 2000, 0).draw();
        long start = System.nanoTime();
        new PairedBootstrap(1).interval(comparison);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void refusesTooFewDraws() {
        assertThatThrownBy(() -> new PairedBootstrap(38, 0.95, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bootstrap: 38 draws at confidence 0.95; expected a confidence between 0 and 1"
                        + " and draws for at least one outside on either side, such as 10000 at 0.95");
        assertThatThrownBy(() -> new PairedBootstrap(10_000, 95, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bootstrap: 10000 draws at confidence 95.0; expected a confidence between 0 and 1"
                        + " and draws for at least one outside on either side, such as 10000 at 0.95");
        assertThatThrownBy(() -> new Interval(0, 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interval from 1.0 to -1.0; expected the lower bound first");
    }

    private static double coverage(Simulation simulation, boolean byCluster) {
        int rounds = 1000;
        int covered = 0;
        for (int round = 0; round < rounds; round++) {
            Interval interval = new PairedBootstrap(999, 0.95, round).interval(simulation.draw(byCluster));
            if (interval.low() <= 0.03 && 0.03 <= interval.high()) {
                covered++;
            }
        }
        return (double) covered / rounds;
    }
}
