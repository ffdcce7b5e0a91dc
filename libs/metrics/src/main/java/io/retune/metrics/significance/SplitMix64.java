package io.retune.metrics.significance;

/**
 * Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. Written out because a decision
 * made again on another machine must draw the same numbers, and the JDK fixes the algorithm of none of its fast
 * generators.
 */
final class SplitMix64 {
    private long state;

    SplitMix64(long seed) {
        state = seed;
    }

    long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0 to bound - 1; the bias is below bound / 2^32. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }
}
