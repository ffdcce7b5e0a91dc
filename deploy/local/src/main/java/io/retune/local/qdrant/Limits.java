package io.retune.local.qdrant;

import io.retune.local.qdrant.protocol.Refusal;

/** Counts of a request: unsigned in the protocol, and more than there can be points means all. */
final class Limits {
    private Limits() {}

    static int positive(String field, long unsigned) {
        if (unsigned == 0) {
            throw Refusal.wrongInput(field + ": value 0 invalid, must be 1 or larger");
        }
        return clamped(unsigned);
    }

    static int clamped(long unsigned) {
        return unsigned < 0 ? Integer.MAX_VALUE : (int) Math.min(unsigned, Integer.MAX_VALUE);
    }
}
