package io.retune.synthesis.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.retune.dataset.RagDataset;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.SynthesisResult;
import io.retune.synthesis.Synthesizer;
import io.retune.synthesis.SyntheticPair;
import io.retune.synthesis.chat.ChatServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle, and another one that goes on. */
@Timeout(60)
class KilledSynthesisTest {
    private static final int PASSAGES = 40;
    private static final int ANSWERED_BEFORE = 15;
    private static final int IN_FLIGHT = 3;

    @TempDir
    Path folder;

    @Test
    void asksOnlyForWhatIsMissing() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        try (ChatServer server = ChatServer.start((passage, time) -> reply(passage, killed))) {
            // Given
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            server.url(),
                            folder.toString())
                    .inheritIO()
                    .start();
            await().atMost(Duration.ofSeconds(40)).until(() -> lines() >= ANSWERED_BEFORE);
            process.destroyForcibly().waitFor();
            killed.countDown();
            // The kernel keeps whole writes only most of the time: leave half a line as well.
            Path segment = folder.resolve("segment-000001.jsonl");
            Files.writeString(segment, Files.readString(segment) + "{\"passage\":\"12");
            int stored = lines();
            // When
            SynthesisResult result = synthesize(server.url(), folder);
            // Then
            assertThat(stored).isBetween(ANSWERED_BEFORE, ANSWERED_BEFORE + IN_FLIGHT);
            assertThat(result.counts().resumed()).isEqualTo(stored);
            assertThat(result.counts().with(Outcome.ANSWERED)).isEqualTo(PASSAGES);
            assertThat(result.counts().calls().requests()).isEqualTo(PASSAGES);
            assertThat(server.asked()).isBetween(PASSAGES, PASSAGES + IN_FLIGHT);
            Map<String, String> corpus = ChatPairsTest.corpus(PASSAGES);
            assertThat(result.pairs())
                    .extracting(SyntheticPair::passageId)
                    .containsExactlyElementsOf(ChatPairsTest.twice(corpus));
            RagDataset dataset = result.toDataset("synthetic", corpus);
            assertThat(dataset.split(RagDataset.TRAIN)).hasSize(2 * PASSAGES).doesNotHaveDuplicates();
            assertThat(synthesize(server.url(), folder).pairs()).isEqualTo(result.pairs());
        }
    }

    /** The first process gets some answers and then waits for ever. */
    private Reply reply(String passage, CountDownLatch killed) {
        int number = Integer.parseInt(passage.replaceAll("plant (\\d+) .*", "$1"));
        if (number >= ANSWERED_BEFORE && killed.getCount() > 0) {
            return Reply.hang();
        }
        return Reply.says(ChatServer.pairsAbout(passage));
    }

    private int lines() {
        Path segment = folder.resolve("segment-000001.jsonl");
        try {
            return Files.exists(segment)
                    ? (int) Files.readString(segment)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SynthesisResult synthesize(String url, Path folder) {
        ChatOptions options =
                new ChatOptions(2, 3, IN_FLIGHT, Duration.ofSeconds(60), Duration.ofMillis(20), Duration.ofMillis(40));
        try (SegmentStore store = SegmentStore.open(folder)) {
            ChatPairs source = new ChatPairs(ChatServer.model(url), "test-model", store, options);
            return new Synthesizer(source, Optional.empty(), FilterOptions.defaults())
                    .run(
                            SynthesisInput.of(ChatPairsTest.corpus(PASSAGES)),
                            SynthesisListener.SILENT,
                            Cancellation.NEVER);
        }
    }

    /** The process that is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            synthesize(args[0], Path.of(args[1]));
        }
    }
}
