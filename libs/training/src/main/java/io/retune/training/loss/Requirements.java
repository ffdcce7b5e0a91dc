package io.retune.training.loss;

/** Checks of losses' parameters. */
final class Requirements {
    private Requirements() {}

    static void positive(String what, float value) {
        if (!(value > 0) || Float.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + ", expected a positive number");
        }
    }
}
