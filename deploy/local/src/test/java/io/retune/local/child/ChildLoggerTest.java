package io.retune.local.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class ChildLoggerTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Logger logger = new ChildLogger("kafka.log", new PrintStream(output, true, StandardCharsets.UTF_8));

    @Test
    void writesWarningsAndErrorsWithTheirCause() {
        logger.debug("not");
        logger.info("not {}", "either");
        logger.warn("{} of {}", 1, "二");
        logger.error("no space", new IOException("disk"));
        assertThat(output.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.matches("\\d{4}-\\S+Z WARN kafka.log: 1 of 二"))
                .anyMatch(line -> line.endsWith("Z ERROR kafka.log: no space"))
                .contains("java.io.IOException: disk")
                .noneMatch(line -> line.contains("not"));
    }
}
