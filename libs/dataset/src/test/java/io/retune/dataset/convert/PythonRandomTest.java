package io.retune.dataset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what CPython printed; see README.md beside python-random.txt. */
class PythonRandomTest {

    @ParameterizedTest
    @MethodSource("recorded")
    void drawsWhatPythonDraws(String line) throws NoSuchAlgorithmException {
        String[] fields = line.split(" ", -1);
        PythonRandom random = new PythonRandom(Long.parseLong(fields[1]));
        String expected;
        String drawn;
        if (fields[0].equals("bits")) {
            expected = joined(fields, 2);
            drawn = IntStream.range(0, 6)
                    .mapToObj(i -> Integer.toUnsignedString(random.bits(i < 3 ? 32 : 7)))
                    .collect(Collectors.joining(" "));
        } else {
            expected = joined(fields, 4);
            drawn = Arrays.stream(random.sample(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(fields[0].equals("digest") ? "," : " "));
        }
        if (fields[0].equals("digest")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(drawn.getBytes(StandardCharsets.UTF_8));
            drawn = HexFormat.of().formatHex(digest);
        }

        assertThat(drawn).isEqualTo(expected);
    }

    static List<String> recorded() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                PythonRandomTest.class.getResourceAsStream("python-random.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    private static String joined(String[] fields, int from) {
        return String.join(" ", Arrays.copyOfRange(fields, from, fields.length));
    }

    @Test
    void cannotDrawMoreThanThereAre() {
        assertThatThrownBy(() -> new PythonRandom(1).sample(3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample of 4 out of 3; expected 0 to 3");
    }
}
