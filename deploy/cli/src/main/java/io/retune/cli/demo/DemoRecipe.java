package io.retune.cli.demo;

import io.retune.encoder.Dtype;
import io.retune.metrics.gate.Guard;
import io.retune.training.TrainingOptions;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.mining.MiningOptions;
import io.retune.training.optimizer.Schedule;
import java.util.OptionalDouble;

/** What the demo does, chosen by dev's figures; val was not looked at for it. */
final class DemoRecipe {
    static final String MODEL = "bge-small-en-v1.5";
    static final long SEED = 42;
    static final double MARGIN = Guard.DEFAULT_MARGIN;

    private DemoRecipe() {}

    static MiningOptions mining() {
        return new MiningOptions(10, 60, 10, OptionalDouble.of(0.05), MiningOptions.Sampling.RANDOM, SEED);
    }

    static TrainingOptions training(Dtype dtype) {
        return new TrainingOptions(
                1,
                32,
                1,
                1,
                2e-5,
                0.1,
                Schedule.COSINE,
                0.01,
                1,
                MultipleNegativesRankingLoss.DEFAULT_SCALE,
                0,
                dtype,
                SEED,
                4);
    }
}
