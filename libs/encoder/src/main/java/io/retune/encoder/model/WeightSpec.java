package io.retune.encoder.model;

import java.util.Arrays;
import java.util.List;

/**
 * One weight of a network.
 *
 * @param name its name in {@code model.safetensors}, without the family's prefix
 * @param shape its dimensions, outermost first
 */
public record WeightSpec(String name, List<Long> shape) {
    /** Copies the shape. */
    public WeightSpec {
        shape = List.copyOf(shape);
    }

    static WeightSpec of(String name, long... shape) {
        return new WeightSpec(name, Arrays.stream(shape).boxed().toList());
    }

    /** The number of values. */
    public long size() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
