package io.retune.synthesis.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.synthesis.CallCounts;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.QuestionAnswer;
import io.retune.synthesis.SynthesisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentStoreTest {
    private static final AnswerKey KEY = new AnswerKey("12ab", "pairs-1-n3", "gpt");
    private static final AnswerKey OTHER = new AnswerKey("34cd", "pairs-1-n3", "gpt");
    private static final PassageAnswer ANSWER = new PassageAnswer(
            Outcome.ANSWERED, List.of(new QuestionAnswer("什么\n？", "党\"参")), 1, 2, new CallCounts(3, 1, 1, 1));
    private static final PassageAnswer NONE = PassageAnswer.without(Outcome.REFUSED, new CallCounts(1, 0, 0, 0));

    @TempDir
    Path parent;

    @Test
    void keepsAnswersInSegmentsOfTheirOwn() throws IOException {
        Path folder = parent.resolve("a/b");
        try (SegmentStore first = SegmentStore.open(folder);
                SegmentStore second = SegmentStore.open(folder)) {
            assertThat(folder).doesNotExist();
            first.append(KEY, ANSWER);
            second.append(KEY, NONE);
            second.append(OTHER, NONE);
            assertThat(first.find(KEY)).contains(ANSWER);
            assertThat(first.find(OTHER)).isEmpty();
        }
        assertThat(folder.resolve("segment-000001.jsonl"))
                .hasContent(
                        "{\"passage\":\"12ab\",\"prompt\":\"pairs-1-n3\",\"model\":\"gpt\",\"outcome\":\"ANSWERED\","
                                + "\"pairs\":[{\"question\":\"什么\\n？\",\"answer\":\"党\\\"参\"}],\"incomplete\":1,\"surplus\":2,"
                                + "\"calls\":{\"requests\":3,\"malformed\":1,\"repaired\":1,\"transientErrors\":1}}\n");
        assertThat(Files.readAllLines(folder.resolve("segment-000002.jsonl"))).hasSize(2);
        try (SegmentStore again = SegmentStore.open(folder)) {
            assertThat(again.find(KEY)).as("the first one counts").contains(ANSWER);
            assertThat(again.find(OTHER)).contains(NONE);
            assertThat(again.find(new AnswerKey("12ab", "pairs-2-n3", "gpt"))).isEmpty();
            assertThat(again.find(new AnswerKey("12ab", "pairs-1-n3", "llama"))).isEmpty();
        }
    }

    @Test
    void survivesACrashAtEveryByteOfALine() throws IOException {
        Path segment = parent.resolve("segment-000001.jsonl");
        try (SegmentStore store = SegmentStore.open(parent)) {
            store.append(OTHER, NONE);
            store.append(KEY, ANSWER);
        }
        byte[] whole = Files.readAllBytes(segment);
        int first = Files.readAllLines(segment).get(0).length() + 1;
        for (int length = first; length <= whole.length; length++) {
            Files.write(segment, Arrays.copyOf(whole, length));
            try (SegmentStore store = SegmentStore.open(parent)) {
                assertThat(store.find(OTHER)).as("%d bytes", length).contains(NONE);
                assertThat(store.find(KEY).isPresent()).as("%d bytes", length).isEqualTo(length >= whole.length - 1);
            }
        }
    }

    @Test
    void refusesABrokenLineInTheMiddle() throws IOException {
        Path segment = parent.resolve("segment-000001.jsonl");
        Files.writeString(segment, "{\"passage\":\"12ab\"}\n");
        assertThatThrownBy(() -> SegmentStore.open(parent))
                .isInstanceOf(SynthesisException.class)
                .hasMessage(segment + " line 1: found \"{\"passage\":\"12ab\"}\"; expected a JSON object with passage,"
                        + " prompt, model, outcome, pairs, incomplete, surplus and calls; remove the line, and its"
                        + " passage is asked for again");
    }
}
