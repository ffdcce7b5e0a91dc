package io.retune.training.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.metrics.MetricReport;
import io.retune.training.TrainingException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final MetricReport BASE = Reports.of(300);
    private static final SweepOptions LIMITS = SweepOptions.DEFAULT;

    @Test
    void theBestOnDevAmongThoseThatHoldEveryGuardIsChosen() {
        SweepPoint near = point(0.1, 310, Reports.guard("law", 0, 0.01));
        SweepPoint middle = point(0.3, 325, Reports.guard("law", -0.004, 0.01));
        SweepPoint far = point(1, 350, Reports.guard("law", -0.006, 0.001));

        Sweep sweep = Sweep.choose(BASE, List.of(near, middle, far), LIMITS);

        assertThat(sweep.chosen()).contains(middle);
        assertThat(sweep.reasons())
                .containsExactly(
                        "alpha 0.1: dev +1.00 pp, guard law +0.00 pp (95 % interval -1.00 to +1.00)",
                        "alpha 0.3: dev +2.50 pp, guard law -0.40 pp (95 % interval -1.40 to +0.60)",
                        "alpha 1.0: dev +5.00 pp, guard law -0.60 pp (95 % interval -0.70 to -0.50): left out, guard law"
                                + " must keep its mean at -0.50 pp or above and its lower bound above -2.00",
                        "alpha 0.3 is the best on dev of those that hold");
    }

    @Test
    void aGuardWhoseLowerBoundReachesTheMarginDoesNotHold() {
        SweepPoint certain = point(0.5, 310, Reports.guard("law", -0.005, 0.0149));
        SweepPoint uncertain = point(1, 320, Reports.guard("law", -0.005, 0.015));

        assertThat(Sweep.choose(BASE, List.of(certain, uncertain), LIMITS).chosen())
                .contains(certain);
    }

    @Test
    void oneOfSeveralGuardsIsEnoughToLeaveAPointOut() {
        SweepPoint point = point(1, 350, Reports.guard("law", 0.01, 0.01), Reports.guard("news", -0.03, 0.001));

        Sweep sweep = Sweep.choose(BASE, List.of(point), LIMITS);

        assertThat(sweep.chosen()).isEmpty();
        assertThat(sweep.reasons())
                .last()
                .isEqualTo("no point is better on dev and holds every guard: the model stays as it is");
        assertThat(point.worstGuard().orElseThrow().guard()).isEqualTo("news");
    }

    @Test
    void whatIsNotBetterOnDevIsNeverChosen() {
        Sweep sweep = Sweep.choose(BASE, List.of(point(0.5, 300), point(1, 290)), LIMITS);

        assertThat(sweep.chosen()).isEmpty();
        assertThat(sweep.reasons()).first().isEqualTo("alpha 0.5: dev +0.00 pp: left out, not better on dev");
    }

    @Test
    void whereEveryPointCostsAGuardTooMuchHalfOfTheNearestIsLookedAtTwiceAtMost() {
        SweepPoint far = point(1, 350, Reports.guard("law", -0.03, 0.001));
        SweepPoint near = point(0.4, 320, Reports.guard("law", -0.01, 0.001));
        SweepPoint holds = point(0.4, 320, Reports.guard("law", -0.004, 0.001));
        SweepPoint useless = point(0.4, 299, Reports.guard("law", -0.01, 0.001));
        SweepOptions two = LIMITS.withAlphas(List.of(0.4, 1.0));

        assertThat(nearer(two, near, far)).hasValue(0.2);
        assertThat(nearer(two, holds, far)).isEmpty();
        assertThat(nearer(two, useless, far)).isEmpty();
        assertThat(nearer(two, near, near, far)).hasValue(0.2);
        assertThat(nearer(two, near, near, near, far)).isEmpty();
        assertThat(nearer(SweepOptions.TUNED_ALONE, far)).isEmpty();
    }

    private static OptionalDouble nearer(SweepOptions options, SweepPoint... points) {
        return Sweep.choose(BASE, List.of(points), options).nearer(options);
    }

    @Test
    void ofEqualsTheOneNearestToTheBaseIsChosen() {
        SweepPoint near = point(0.3, 320);

        assertThat(Sweep.choose(BASE, List.of(near, point(0.7, 320)), LIMITS).chosen())
                .contains(near);
    }

    @Test
    void pointsOutsideTheLineOutOfOrderOrTooManyAreRefused() {
        List<List<Double>> refused = List.of(
                List.of(),
                List.of(0.0, 0.5),
                List.of(0.5, 1.1),
                List.of(0.5, 0.5),
                List.of(0.5, 0.25),
                List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7));
        for (List<Double> alphas : refused) {
            assertThatThrownBy(() -> LIMITS.withAlphas(alphas))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("sweep: alphas is " + alphas
                            + ", expected one to 6 ascending numbers above 0 and at most 1");
        }
    }

    private static SweepPoint point(double alpha, int found, GuardFinding... guards) {
        return new SweepPoint(alpha, Reports.of(found), List.of(guards));
    }
}
