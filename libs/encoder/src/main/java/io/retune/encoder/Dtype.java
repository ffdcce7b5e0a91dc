package io.retune.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The number format a graph computes in. Vectors come out as 32-bit floats in either. */
public enum Dtype {
    /** 32-bit floats throughout. */
    FP32,
    /**
     * Matrix products of bfloat16 values: vectors agree with {@link #FP32} to a cosine of 0.9999. Processors that are not
     * faster with them multiply the rounded weights as 32-bit floats.
     */
    BF16;

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** The name used in flags, results and identities: {@code fp32} or {@code bf16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a flag's value.
     *
     * @throws EncoderException if it is neither {@code fp32} nor {@code bf16}
     */
    public static Dtype parse(String label) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new EncoderException("dtype: found \"" + label + "\", expected fp32 or bf16; choose one"));
    }

    /** {@link #BF16} where the processor multiplies bfloat16 faster than 32-bit floats, else {@link #FP32}. */
    public static Dtype preferred() {
        return isBfloat16Faster() ? BF16 : FP32;
    }

    /** What to multiply in for results of at least this precision, as fast as this processor can. */
    public Dtype multiplied() {
        return this == BF16 ? preferred() : this;
    }

    private static boolean isBfloat16Faster() {
        try {
            return isBfloat16Faster(Files.readString(CPU_INFO));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Matrix units are. Of vector instructions, AMD's do twice the work of 32-bit ones; Intel's issue at half the rate
     * and with conversions reach 0.55 of the 32-bit product (Sapphire Rapids without matrix units, products of
     * 10,240 x 512 with 512 x 1,536).
     */
    static boolean isBfloat16Faster(String cpuInfo) {
        return cpuInfo.contains("amx_bf16") || (cpuInfo.contains("avx512_bf16") && cpuInfo.contains("AuthenticAMD"));
    }
}
