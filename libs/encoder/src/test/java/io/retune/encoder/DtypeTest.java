package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtypeTest {
    @ParameterizedTest
    @CsvSource({
        "GenuineIntel, avx512f amx_bf16 avx512_bf16, true",
        "GenuineIntel, avx512f avx512_bf16, false",
        "GenuineIntel, avx512f, false",
        "AuthenticAMD, avx512f avx512_bf16, true",
        "AuthenticAMD, avx2, false"
    })
    void bfloat16IsFasterWithMatrixUnitsAndOnAmd(String vendor, String flags, boolean faster) {
        assertThat(Dtype.isBfloat16Faster("vendor_id\t: " + vendor + "\nflags\t\t: fpu " + flags + "\n"))
                .isEqualTo(faster);
    }
}
