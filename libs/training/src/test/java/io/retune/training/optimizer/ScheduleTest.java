package io.retune.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** 12 steps with 3 of warm-up, as transformers 5.24.0's get_cosine_ and get_linear_schedule_with_warmup print them. */
class ScheduleTest {
    @Test
    void cosine() {
        assertThat(factors(Schedule.COSINE))
                .containsExactly(
                        new double[] {
                            0, 0.333333, 0.666667, 1, 0.969846, 0.883022, 0.75, 0.586824, 0.413176, 0.25, 0.116978,
                            0.030154
                        },
                        within(1e-6));
    }

    @Test
    void linear() {
        assertThat(factors(Schedule.LINEAR))
                .containsExactly(
                        new double[] {
                            0, 0.333333, 0.666667, 1, 0.888889, 0.777778, 0.666667, 0.555556, 0.444444, 0.333333,
                            0.222222, 0.111111
                        },
                        within(1e-6));
    }

    @Test
    void constant() {
        assertThat(factors(Schedule.CONSTANT))
                .containsExactly(new double[] {0, 0.333333, 0.666667, 1, 1, 1, 1, 1, 1, 1, 1, 1}, within(1e-6));
    }

    @Test
    void oneStepAtLeastFollowsTheWarmUp() {
        assertThat(Schedule.COSINE.factor(0, 1, 0.1)).isEqualTo(1);
        assertThat(Schedule.LINEAR.factor(1, 2, 1)).isEqualTo(1);
    }

    private static double[] factors(Schedule schedule) {
        return IntStream.range(0, 12)
                .mapToDouble(step -> schedule.factor(step, 12, 0.25))
                .toArray();
    }
}
