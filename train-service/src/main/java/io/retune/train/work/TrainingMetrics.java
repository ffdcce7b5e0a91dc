package io.retune.train.work;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.retune.training.TrainingListener;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What is counted and timed, for Prometheus. */
public final class TrainingMetrics {
    private final MeterRegistry registry;
    private final Counter steps;
    private final Timer mining;
    private final AtomicReference<Double> tokensPerSecond = new AtomicReference<>(0.0);

    /** Metrics in a registry. */
    public TrainingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.steps = Counter.builder("retune.training.steps")
                .description("Steps of the optimizer")
                .register(registry);
        this.mining = Timer.builder("retune.training.mining")
                .description("Search for hard negatives, per training")
                .register(registry);
        registry.gauge("retune.training.tokens.per.second", tokensPerSecond, AtomicReference::get);
    }

    void stepped(TrainingListener.Step step) {
        steps.increment();
        tokensPerSecond.set(step.tokensPerSecond());
    }

    <T> T mining(Supplier<T> work) {
        return mining.record(work);
    }

    /** Counts a finished training; {@code outcome} is {@code checkpoint} or {@code unchanged}. */
    void finished(String outcome) {
        tokensPerSecond.set(0.0);
        registry.counter("retune.trainings", "outcome", outcome).increment();
    }
}
