package io.retune.dataset.convert;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * CPython's {@code random} module, bit for bit, as far as {@code seed(int)}, {@code getrandbits} and {@code sample} go:
 * published splits were drawn with it, and only the same generator draws them again.
 *
 * <p>Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998 (MT19937 and {@code init_by_array} of
 * 2002), and the documented behaviour of Python 3.11's {@code Lib/random.py}.
 */
final class PythonRandom {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7fffffff;
    private static final int MATRIX = 0x9908b0df;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    /** {@code random.seed(seed)}; Python drops the sign of an integer. */
    PythonRandom(long seed) {
        long magnitude = Math.abs(seed);
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        seed(high == 0 ? new int[] {low} : new int[] {low, high});
    }

    private void seed(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * mixed(i - 1) + i;
        }
        int i = 1;
        for (int step = 0; step < SIZE; step++) {
            int j = step % key.length;
            state[i] = (state[i] ^ mixed(i - 1) * 1664525) + key[j] + j;
            i = following(i);
        }
        for (int step = 1; step < SIZE; step++) {
            state[i] = (state[i] ^ mixed(i - 1) * 1566083941) - i;
            i = following(i);
        }
        state[0] = UPPER;
    }

    private int mixed(int i) {
        return state[i] ^ (state[i] >>> 30);
    }

    private int following(int i) {
        if (i + 1 < SIZE) {
            return i + 1;
        }
        state[0] = state[SIZE - 1];
        return 1;
    }

    /**
     * {@code random.getrandbits(bits)}.
     *
     * @param bits 1 to 32
     */
    int bits(int bits) {
        if (next == SIZE) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        y ^= y >>> 18;
        return y >>> (32 - bits);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & LOWER);
            state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        next = 0;
    }

    /** A number from 0 to below {@code bound}, as {@code _randbelow} draws it. */
    int below(int bound) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
        int drawn = bits(bits);
        while (drawn >= bound) {
            drawn = bits(bits);
        }
        return drawn;
    }

    /** {@code random.sample(range(population), count)}: distinct numbers in the order of the draw. */
    int[] sample(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException(
                    "a sample of " + count + " out of " + population + "; expected 0 to " + population);
        }
        return population <= setSize(count) ? fromPool(population, count) : byRejection(population, count);
    }

    /** Python's estimate of a set's size; below it, copying the population is cheaper than remembering the drawn. */
    private static long setSize(int count) {
        if (count <= 5) {
            return 21;
        }
        long power = 1;
        while (power < 3L * count) {
            power *= 4;
        }
        return 21 + power;
    }

    private int[] fromPool(int population, int count) {
        int[] pool = IntStream.range(0, population).toArray();
        int[] sample = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(population - i);
            sample[i] = pool[j];
            pool[j] = pool[population - i - 1];
        }
        return sample;
    }

    private int[] byRejection(int population, int count) {
        boolean[] drawn = new boolean[population];
        int[] sample = new int[count];
        Arrays.setAll(sample, i -> {
            int j = below(population);
            while (drawn[j]) {
                j = below(population);
            }
            drawn[j] = true;
            return j;
        });
        return sample;
    }
}
