package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.local.kafka.KafkaLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Kafka and the real local Qdrant as children. */
class WholeStackTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void goesOnWithItsDataAfterAKilledBrokerAndInTheNextStack() throws Exception {
        StackOptions options =
                StackOptions.of(StandInService.buildAll(folder.resolve("checkout")), folder.resolve("home"));
        String kafka;
        // Given
        try (LocalStack stack = LocalStack.start(options, StackListener.SILENT)) {
            kafka = stack.kafka();
            KafkaLines lines = new KafkaLines(kafka);
            lines.create();
            lines.append("before");
            // When
            stack.child("kafka").kill();
            stack.child("qdrant").restart();
            stack.child("kafka").awaitReady(LIMIT);
            stack.child("qdrant").awaitReady(LIMIT);
            lines.append("after kill -9");
        }
        // Then
        try (LocalStack stack = LocalStack.start(options, StackListener.SILENT)) {
            assertThat(stack.kafka()).isEqualTo(kafka);
            assertThat(new KafkaLines(kafka).read("readers", 2)).containsExactly("before", "after kill -9");
            assertThat(Files.readAllLines(stack.child("kafka").log()))
                    .as("log of the broker")
                    .hasSizeLessThan(20)
                    .contains("ready on " + kafka)
                    .noneMatch(line -> line.contains("SLF4J") || line.contains("Log4j") || line.contains(" INFO "));
        }
    }
}
