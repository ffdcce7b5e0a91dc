package io.retune.local.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.local.LocalException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerArgumentsTest {
    @Test
    void readsFlags() {
        assertThat(ServerArguments.parse("--folder", "data")).isEqualTo(new ServerArguments(Path.of("data"), 0, false));
        assertThat(ServerArguments.parse("--parent-watch", "--port", "9092", "--folder", "data"))
                .isEqualTo(new ServerArguments(Path.of("data"), 9092, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 1 | --folder: missing; expected where the data is kept; add --folder FOLDER",
                "--folder | --folder: has no value; add one",
                "--folder f --port x | --port: found x; expected a number; correct it",
                "--folder f --port 65536 | --port: found 65536; expected 0 (any free port) to 65535; correct it",
                "--data f | --data: unknown; expected --folder, --port or --parent-watch; correct or remove it"
            })
    void refusesWhatItCannotUse(String arguments, String message) {
        assertThatThrownBy(() -> ServerArguments.parse(arguments.split(" ")))
                .isInstanceOf(LocalException.class)
                .hasMessage(message);
    }
}
