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
    /** Matrix products in bfloat16: vectors agree with {@link #FP32} to a cosine of 0.9999. */
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
        try {
            String cpu = Files.readString(CPU_INFO);
            return cpu.contains("avx512_bf16") || cpu.contains("amx_bf16") ? BF16 : FP32;
        } catch (IOException e) {
            return FP32;
        }
    }
}
