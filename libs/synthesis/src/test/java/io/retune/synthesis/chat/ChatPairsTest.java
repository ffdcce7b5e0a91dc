package io.retune.synthesis.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.synthesis.CallCounts;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.DropReason;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.Sha256;
import io.retune.synthesis.SynthesisException;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.SynthesisResult;
import io.retune.synthesis.Synthesizer;
import io.retune.synthesis.SyntheticPair;
import io.retune.synthesis.Wait;
import io.retune.synthesis.chat.ChatServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChatPairsTest {
    private static final ChatOptions OPTIONS =
            new ChatOptions(2, 3, 4, Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofMillis(40));

    @TempDir
    Path folder;

    private final List<Wait> waits = new ArrayList<>();
    private final SynthesisListener hearsWaits = new SynthesisListener() {
        @Override
        public void waiting(Wait wait) {
            waits.add(wait);
        }
    };

    @Test
    void asksOncePerPassage() throws IOException {
        try (ChatServer server = ChatServer.start((passage, time) -> Reply.says(ChatServer.pairsAbout(passage)))) {
            // When
            SynthesisResult result = run(server, OPTIONS, corpus(20));
            // Then
            assertThat(result.pairs())
                    .extracting(SyntheticPair::passageId)
                    .containsExactlyElementsOf(twice(corpus(20)));
            assertThat(result.pairs().get(0).question())
                    .isEqualTo("What colour has " + corpus(1).get("d0") + "?");
            assertThat(result.pairs().get(0).answer())
                    .isEqualTo("The answer about " + corpus(1).get("d0"));
            assertThat(result.source()).isEqualTo("language model test-model, prompt pairs-1-n2");
            assertThat(result.counts().calls()).isEqualTo(new CallCounts(20, 0, 0, 0));
            assertThat(result.counts().retried()).isZero();
            assertThat(server.asked()).isEqualTo(20);
            assertThat(server.mostInFlight()).isBetween(1, 4);
        }
    }

    @Test
    void waitsForARateLimitAndBrokenServers() throws IOException {
        List<Reply> troubles = List.of(
                Reply.error(429, "Rate limit reached"), Reply.error(503, "overloaded"), new Reply(200, "<html>"));
        try (ChatServer server = ChatServer.start((passage, time) ->
                time <= troubles.size() ? troubles.get(time - 1) : Reply.says(ChatServer.pairsAbout(passage)))) {
            // When
            SynthesisResult result = run(server, OPTIONS, corpus(2));
            // Then
            assertThat(result.counts().with(Outcome.ANSWERED)).isEqualTo(2);
            assertThat(result.counts().calls()).isEqualTo(new CallCounts(8, 0, 0, 6));
            assertThat(result.counts().retried()).isEqualTo(6);
            assertThat(waits).hasSize(6);
            List<Wait> first =
                    waits.stream().filter(wait -> wait.passageId().equals("d0")).toList();
            assertThat(first).extracting(Wait::failures).containsExactly(1, 2, 3);
            assertThat(first.get(0).reason())
                    .isEqualTo("RateLimitException: {\"error\":{\"message\":\"Rate limit reached\"}}");
            assertThat(first.get(0).pause()).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
            assertThat(first.get(2).pause()).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
        }
    }

    @Test
    void givesAHangingServerUpAndAsksAgain() throws IOException {
        ChatOptions impatient =
                new ChatOptions(2, 3, 2, Duration.ofMillis(700), Duration.ofMillis(10), Duration.ofMillis(10));
        try (ChatServer server = ChatServer.start(
                (passage, time) -> time == 1 ? Reply.hang() : Reply.says(ChatServer.pairsAbout(passage)))) {
            // When
            SynthesisResult result = run(server, impatient, corpus(2));
            // Then
            assertThat(result.pairs()).hasSize(4);
            assertThat(result.counts().calls().transientErrors()).isGreaterThanOrEqualTo(2);
            assertThat(waits.get(0).reason()).isEqualTo("TimeoutException: no answer within PT0.7S");
        }
    }

    @Test
    void waitsForAServerThatIsAway() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (SegmentStore store = SegmentStore.open(folder)) {
            ChatPairs source =
                    new ChatPairs(ChatServer.model("http://localhost:" + port + "/v1"), "test-model", store, OPTIONS);
            assertThatThrownBy(() -> source.answer(SynthesisInput.of(corpus(1)), hearsWaits, () -> waits.size() >= 3))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("synthesis was cancelled; what is finished is kept");
        }
        assertThat(waits.get(2).failures()).isEqualTo(3);
        assertThat(waits.get(2).reason()).contains("ConnectException");
    }

    @Test
    void repairsRetriesOrGivesUpBrokenAnswers() throws IOException {
        Map<String, String> corpus = new LinkedHashMap<>();
        for (String kind : List.of("fenced", "cut", "hopeless", "better later", "silent")) {
            corpus.put(kind, kind);
        }
        try (ChatServer server = ChatServer.start(ChatPairsTest::broken)) {
            // When
            SynthesisResult result = run(server, OPTIONS, corpus);
            // Then
            assertThat(result.pairs())
                    .extracting(SyntheticPair::passageId)
                    .containsExactly("fenced", "fenced", "cut", "better later", "better later");
            assertThat(result.counts().outcomes()).isEqualTo(Map.of(Outcome.ANSWERED, 4, Outcome.UNREADABLE, 1));
            assertThat(result.counts().calls()).isEqualTo(new CallCounts(9, 5, 2, 0));
            assertThat(result.counts().retried()).isEqualTo(4);
            assertThat(result.counts().pairs()).isEqualTo(6);
            assertThat(result.counts().dropped()).isEqualTo(Map.of(DropReason.INCOMPLETE, 1));
            assertThat(server.asked("hopeless")).isEqualTo(3);
        }
    }

    private static Reply broken(String passage, int time) {
        String good = ChatServer.pairsAbout(passage);
        return switch (passage) {
            case "fenced" -> Reply.says("Here you are:\n```json\n" + good + "\n```");
            case "cut" -> Reply.says(good.substring(0, good.length() - 10), "length");
            case "better later" -> Reply.says(time < 3 ? "I cannot write JSON." : good);
            case "silent" -> Reply.says("[]");
            default -> Reply.says(time == 2 ? "" : "{\"sorry\": true}");
        };
    }

    @Test
    void stopsWhenTheKeyIsWrong() throws IOException {
        try (ChatServer server = ChatServer.start((passage, time) -> Reply.error(401, "Incorrect API key"))) {
            assertThatThrownBy(() -> run(server, OPTIONS, corpus(1)))
                    .isInstanceOf(SynthesisException.class)
                    .hasMessage("model \"test-model\", passage \"d0\": AuthenticationException:"
                            + " {\"error\":{\"message\":\"Incorrect API key\"}}; asking again would not help:"
                            + " check the model's name, its address, the key and the limits");
            assertThat(server.asked()).isEqualTo(1);
            assertThat(waits).isEmpty();
        }
    }

    @Test
    void stopsWhenTheRequestIsBad() throws IOException {
        try (ChatServer server = ChatServer.start((passage, time) -> Reply.error(400, "context length exceeded"))) {
            assertThatThrownBy(() -> run(server, OPTIONS, corpus(1)))
                    .isInstanceOf(SynthesisException.class)
                    .hasMessageContaining("InvalidRequestException");
        }
    }

    @Test
    void countsRefusedPassagesAndGoesOn() throws IOException {
        try (ChatServer server = ChatServer.start((passage, time) -> passage.startsWith("plant 1")
                ? Reply.says("", "content_filter")
                : Reply.says(ChatServer.pairsAbout(passage)))) {
            SynthesisResult result = run(server, OPTIONS, corpus(3));
            assertThat(result.counts().outcomes()).isEqualTo(Map.of(Outcome.ANSWERED, 2, Outcome.REFUSED, 1));
        }
    }

    @Test
    void continuesWhereACancelledRunStopped() throws IOException {
        Map<String, String> corpus = corpus(12);
        try (ChatServer server = ChatServer.start((passage, time) -> Reply.says(ChatServer.pairsAbout(passage)))) {
            // Given
            int[] done = new int[1];
            SynthesisListener counts = new SynthesisListener() {
                @Override
                public void finished(int finished, int total) {
                    done[0] = finished;
                }
            };
            try (SegmentStore store = SegmentStore.open(folder)) {
                ChatPairs source = new ChatPairs(server.model(), "test-model", store, OPTIONS);
                assertThatThrownBy(() -> source.answer(SynthesisInput.of(corpus), counts, () -> done[0] >= 5))
                        .isInstanceOf(CancellationException.class);
            }
            // When
            SynthesisResult result = run(server, OPTIONS, corpus);
            // Then
            assertThat(result.counts().resumed()).isEqualTo(5);
            assertThat(result.pairs()).extracting(SyntheticPair::passageId).containsExactlyElementsOf(twice(corpus));
            // A change of the prompt asks anew.
            int before = server.asked();
            ChatOptions three =
                    new ChatOptions(3, 3, 4, OPTIONS.timeLimit(), OPTIONS.firstWait(), OPTIONS.longestWait());
            assertThat(run(server, three, corpus).counts().resumed()).isZero();
            assertThat(server.asked()).isEqualTo(before + 12);
        }
    }

    private SynthesisResult run(ChatServer server, ChatOptions options, Map<String, String> corpus) {
        try (SegmentStore store = SegmentStore.open(folder)) {
            ChatPairs source = new ChatPairs(server.model(), "test-model", store, options);
            return new Synthesizer(source, Optional.empty(), FilterOptions.defaults())
                    .run(SynthesisInput.of(corpus), hearsWaits, Cancellation.NEVER);
        }
    }

    /** Passages d0, d1, ... whose questions are not near duplicates. */
    static Map<String, String> corpus(int passages) {
        Map<String, String> corpus = new LinkedHashMap<>();
        for (int i = 0; i < passages; i++) {
            corpus.put(
                    "d" + i,
                    "plant " + i + " called " + Sha256.hex("plant " + i).substring(0, 20));
        }
        return corpus;
    }

    static List<String> twice(Map<String, String> corpus) {
        return corpus.keySet().stream().flatMap(id -> List.of(id, id).stream()).toList();
    }
}
