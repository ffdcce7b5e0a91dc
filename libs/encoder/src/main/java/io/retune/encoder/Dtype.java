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
     * Matrix products of bfloat16 values: vectors agree with {@link #FP32} to a cosine of 0.9999. Processors without such
     * instructions multiply the rounded weights as 32-bit floats, four times as fast as libtorch's emulation.
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

    /** {@link #BF16} where the processor multiplies bfloat16 in hardware, else {@link #FP32}, which is faster there. */
    public static Dtype preferred() {
        return bfloat16InHardware() ? BF16 : FP32;
    }

    static boolean bfloat16InHardware() {
        try {
            String cpu = Files.readString(CPU_INFO);
            return cpu.contains("avx512_bf16") || cpu.contains("amx_bf16");
        } catch (IOException e) {
            return false;
        }
    }
}
