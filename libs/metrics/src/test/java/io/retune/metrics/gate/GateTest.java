package io.retune.metrics.gate;

import static io.retune.metrics.gate.Verdict.PROMOTED;
import static io.retune.metrics.gate.Verdict.REJECTED;
import static io.retune.metrics.gate.Verdict.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.metrics.significance.Interval;
import io.retune.metrics.significance.PairedBootstrap;
import io.retune.metrics.significance.PairedComparison;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Constant differences have an interval without width, so that both bounds can be put exactly on a limit. */
class GateTest {
    private static final long SEED = 1;
    private static final PairedComparison BETTER = constant("medical", 100, 0.25);

    @Test
    void promotesWhatIsCertainlyBetter() {
        Decision decision = Gate.decide(BETTER, List.of(new Guard(constant("general", 200, -0.0199))), SEED);
        assertThat(decision)
                .isEqualTo(new Decision(
                        PROMOTED,
                        List.of(
                                "target medical is better: +25.00 percentage points,"
                                        + " 95 % interval +25.00 to +25.00, 100 queries",
                                "guard general stays within the margin of 2.00 percentage points: -1.99 percentage"
                                        + " points, 95 % interval -1.99 to -1.99, 200 queries")));
    }

    @Test
    void rejectsWhatIsCertainlyWorse() {
        Decision decision = Gate.decide(constant("medical", 100, -0.01), List.of(), SEED);
        assertThat(decision)
                .isEqualTo(new Decision(
                        REJECTED,
                        List.of("target medical is worse: -1.00 percentage points,"
                                + " 95 % interval -1.00 to -1.00, 100 queries")));
    }

    @Test
    void rejectsWhatLosesTooMuchOnAGuard() {
        Decision decision = Gate.decide(
                BETTER,
                List.of(new Guard(constant("general", 100, 0)), new Guard(constant("legal", 100, -0.0625))),
                SEED);
        assertThat(decision.verdict()).isEqualTo(REJECTED);
        assertThat(decision.reasons().get(2))
                .isEqualTo("guard legal loses more than the margin of 2.00 percentage points:"
                        + " -6.25 percentage points, 95 % interval -6.25 to -6.25, 100 queries");
    }

    @Test
    void isUndecidedWhereTheTargetsIntervalHoldsZero() {
        // Given
        PairedComparison target = alternating("medical", 400, 0.5, -0.49);
        // When
        Decision decision = Gate.decide(target, List.of(), SEED);
        // Then
        Interval interval = new PairedBootstrap(SEED).interval(target);
        assertThat(interval.low()).isNegative();
        assertThat(interval.high()).isPositive();
        assertThat(decision)
                .isEqualTo(new Decision(
                        UNDECIDED,
                        List.of("target medical may be better or worse: +0.50 percentage points,"
                                + " 95 %% interval %+.2f to %+.2f, 400 queries"
                                        .formatted(100 * interval.low(), 100 * interval.high()))));
        assertThat(Gate.decide(alternating("medical", 400, 0.49, -0.5), List.of(), SEED)
                        .verdict())
                .isEqualTo(UNDECIDED);
    }

    @Test
    void isUndecidedWhereAGuardMayLoseTooMuch() {
        PairedComparison guard = alternating("general", 400, 0.5, -0.5);
        Decision decision = Gate.decide(BETTER, List.of(new Guard(guard)), SEED);
        Interval interval = new PairedBootstrap(SEED).interval(guard);
        assertThat(decision.verdict()).isEqualTo(UNDECIDED);
        assertThat(decision.reasons().get(1))
                .isEqualTo("guard general may lose more than the margin of 2.00 percentage points:"
                        + " +0.00 percentage points, 95 %% interval %+.2f to %+.2f, 400 queries"
                                .formatted(100 * interval.low(), 100 * interval.high()));
    }

    @Test
    void boundsOnTheLimitItselfDecideNothing() {
        assertThat(Gate.decide(constant("medical", 100, 0), List.of(), SEED).verdict())
                .isEqualTo(UNDECIDED);
        Guard onTheMargin = new Guard(constant("general", 100, -0.25), 0.25);
        assertThat(Gate.decide(BETTER, List.of(onTheMargin), SEED).verdict()).isEqualTo(UNDECIDED);
    }

    @Test
    void saysWhereAMarginIsNotTheDefault() {
        Decision decision = Gate.decide(BETTER, List.of(new Guard(constant("general", 100, -0.0625), 0.075)), SEED);
        assertThat(decision.verdict()).isEqualTo(PROMOTED);
        assertThat(decision.reasons().get(1))
                .isEqualTo("guard general stays within the margin of 7.50 percentage points (default 2.00):"
                        + " -6.25 percentage points, 95 % interval -6.25 to -6.25, 100 queries");
    }

    @Test
    void fewerThanHundredQueriesOfTheTargetCannotDecide() {
        PairedComparison few = constant("medical", 99, 0.25);
        Decision decision = Gate.decide(few, List.of(new Guard(constant("general", 100, -0.5))), SEED);
        assertThat(decision.verdict()).isEqualTo(UNDECIDED);
        assertThat(decision.reasons().get(0))
                .isEqualTo("target medical cannot decide: 99 queries, at least 100 are needed");
    }

    @Test
    void fewerThanHundredQueriesOfAGuardCannotDecide() {
        Guard few = new Guard(constant("general", 99, 0.25));
        assertThat(Gate.decide(BETTER, List.of(few), SEED).verdict()).isEqualTo(UNDECIDED);
        Decision decision = Gate.decide(constant("medical", 100, -0.25), List.of(few), SEED);
        assertThat(decision.verdict()).isEqualTo(UNDECIDED);
        assertThat(decision.reasons().get(1))
                .isEqualTo("guard general cannot decide: 99 queries, at least 100 are needed");
    }

    @Test
    void oneClusterCannotDecide() {
        PairedComparison same = clustered(150, query -> 7);
        assertThat(Gate.decide(same, List.of(), SEED))
                .isEqualTo(new Decision(
                        UNDECIDED,
                        List.of("target medical cannot decide: its 150 queries all share passages,"
                                + " which makes them one observation")));
    }

    @Test
    void warnsOfFewClusters() {
        assertThat(Gate.decide(clustered(150, query -> query % 29), List.of(), SEED)
                        .reasons())
                .containsExactly("target medical is better: +25.00 percentage points, 95 % interval +25.00 to +25.00,"
                        + " 150 queries in only 29 passage clusters, so the true interval is wider");
        assertThat(Gate.decide(clustered(150, query -> query % 30), List.of(), SEED)
                        .reasons())
                .containsExactly("target medical is better: +25.00 percentage points, 95 % interval +25.00 to +25.00,"
                        + " 150 queries");
    }

    @Test
    void verdictsAreLowerCaseInJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.writeValueAsString(Verdict.values())).isEqualTo("[\"promoted\",\"rejected\",\"undecided\"]");
        assertThat(json.readValue("\"rejected\"", Verdict.class)).isEqualTo(REJECTED);
    }

    @Test
    void refusesImpossibleMarginsAndDecisionsWithoutReason() {
        assertThatThrownBy(() -> new Guard(BETTER, -0.02))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("guard medical: margin -0.02; expected 0 or more and less than 1, such as 0.02");
        assertThatThrownBy(() -> new Decision(PROMOTED, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decision promoted has no reason; say why");
    }

    private static PairedComparison constant(String name, int queries, double difference) {
        return alternating(name, queries, difference, difference);
    }

    /** Even queries differ by one value, odd ones by the other; every query is its own cluster. */
    private static PairedComparison alternating(String name, int queries, double even, double odd) {
        double[] base = new double[queries];
        double[] candidate = IntStream.range(0, queries)
                .mapToDouble(query -> query % 2 == 0 ? even : odd)
                .toArray();
        return PairedComparison.of(
                name, base, candidate, IntStream.range(0, queries).toArray());
    }

    private static PairedComparison clustered(int queries, IntUnaryOperator cluster) {
        double[] candidate = new double[queries];
        Arrays.fill(candidate, 0.25);
        int[] clusters = IntStream.range(0, queries).map(cluster).toArray();
        return PairedComparison.of("medical", new double[queries], candidate, clusters);
    }
}
