package io.retune.training.network;

import io.retune.encoder.model.WeightSpec;
import io.retune.training.TrainingException;
import java.util.List;

/**
 * A low-rank adaptation, in PEFT's terms.
 *
 * @param rank of the adapters
 * @param alpha the adapter counts {@code alpha / rank} times
 * @param targets modules that get an adapter: of {@link #TARGETS}. As PEFT has it, a module is meant whose name is the
 *     target or ends in a dot and the target; thus {@code output.dense} means the feed-forward's second layer and the
 *     attention's output
 * @param dropout 0: the adapter is added to the weights before the network runs, so that there is no input of its own to
 *     drop
 */
public record LoraOptions(int rank, int alpha, List<String> targets, double dropout) {
    /** The modules that may get an adapter. */
    public static final List<String> TARGETS =
            List.of("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense");

    /** The rank where nobody says another. */
    public static final int RANK = 16;
    /** The alpha where nobody says another. */
    public static final int ALPHA = 32;
    /** The peak where nobody says another; few parameters that begin at 0 want a higher one than all weights. */
    public static final double LEARNING_RATE = 5e-4;

    private static final List<String> ATTENTION = List.of("query", "key", "value");

    private static final String WEIGHT = ".weight";

    /** Validates every value. */
    public LoraOptions {
        targets = List.copyOf(targets);
        require(rank >= 1, "rank", rank, "1 or more");
        require(alpha >= 1, "alpha", alpha, "1 or more");
        require(!targets.isEmpty() && TARGETS.containsAll(targets), "targets", targets, "some of " + TARGETS);
        require(
                dropout == 0,
                "dropout",
                dropout,
                "0: the adapter is added to the weights before the network runs, so it has no input of its own to drop;"
                        + " leave it at 0");
    }

    /** Adapters of query, key and value. */
    public static LoraOptions of(int rank, int alpha) {
        return new LoraOptions(rank, alpha, ATTENTION, 0);
    }

    private static void require(boolean holds, String what, Object found, String expected) {
        if (!holds) {
            throw new TrainingException("LoRA " + what + " is " + found + ", expected " + expected);
        }
    }

    /** What the product of the two adapter matrices is multiplied by. */
    public double scale() {
        return (double) alpha / rank;
    }

    /** Whether a weight gets an adapter. */
    boolean adapts(WeightSpec weight) {
        String name = weight.name();
        if (!name.endsWith(WEIGHT)) {
            return false;
        }
        String module = module(weight);
        return targets.stream().anyMatch(target -> module.equals(target) || module.endsWith("." + target));
    }

    /** A weight's module: its name without the last part. */
    static String module(WeightSpec weight) {
        return weight.name().substring(0, weight.name().lastIndexOf('.'));
    }
}
