package io.retune.synthesis.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.retune.synthesis.CallCounts;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.QuestionAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** One line of a segment. */
record SegmentLine(
        @JsonProperty(required = true) String passage,
        @JsonProperty(required = true) String prompt,
        @JsonProperty(required = true) String model,
        @JsonProperty(required = true) Outcome outcome,
        @JsonProperty(required = true) List<QuestionAnswer> pairs,
        @JsonProperty(required = true) int incomplete,
        @JsonProperty(required = true) int surplus,
        @JsonProperty(required = true) CallCounts calls) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    static SegmentLine of(AnswerKey key, PassageAnswer answer) {
        return new SegmentLine(
                key.passageHash(),
                key.promptVersion(),
                key.model(),
                answer.outcome(),
                answer.pairs(),
                answer.incomplete(),
                answer.surplus(),
                answer.calls());
    }

    /** The line that the bytes hold, without the line end; empty if they hold none. */
    static Optional<SegmentLine> read(byte[] line) {
        try {
            return Optional.of(JSON.readValue(line, SegmentLine.class));
        } catch (IOException notALine) {
            return Optional.empty();
        }
    }

    /** The line without its end, on one line. */
    byte[] write() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    AnswerKey key() {
        return new AnswerKey(passage, prompt, model);
    }

    PassageAnswer answer() {
        return new PassageAnswer(outcome, pairs, incomplete, surplus, calls);
    }
}
