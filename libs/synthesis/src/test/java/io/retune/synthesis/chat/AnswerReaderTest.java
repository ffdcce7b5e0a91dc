package io.retune.synthesis.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.synthesis.QuestionAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final String FIRST = "{\"question\": \"Who?\", \"answer\": \"A [b] {c}\"}";
    private static final String SECOND = "{\"question\": \"什么？\", \"answer\": \"党参\"}";
    private static final List<QuestionAnswer> BOTH =
            List.of(new QuestionAnswer("Who?", "A [b] {c}"), new QuestionAnswer("什么？", "党参"));

    @Test
    void takesTheJsonAskedFor() {
        assertRead("[" + FIRST + "," + SECOND + "]", new ReadAnswer(BOTH, 0, false));
        assertRead("{\"pairs\": [" + FIRST + "," + SECOND + "]}", new ReadAnswer(BOTH, 0, false));
        assertRead("[]", new ReadAnswer(List.of(), 0, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```json\n[FIRST, SECOND]\n```",
                "Sure! Here are [2] pairs:\n[FIRST, SECOND]\nAnything else?",
                "[FIRST, SECOND,]",
                "[FIRST SECOND]",
                "[FIRST, SECOND",
                "FIRST\nSECOND\n",
                "1. FIRST\n2. SECOND",
                "{\"pairs\": [FIRST, SECOND, {\"topic\": \"x",
                "<think>Perhaps [{\"question\": \"x\", \"answer\": \"y\"}]?</think>\n[FIRST, SECOND",
            })
    void repairs(String form) {
        assertRead(form.replace("FIRST", FIRST).replace("SECOND", SECOND), new ReadAnswer(BOTH, 0, true));
    }

    @Test
    void keepsCompletePairsOfACutArrayWhereverItIsCut() {
        String whole = "[" + FIRST + ", " + SECOND + "]";
        int firstEnds = 1 + FIRST.length();
        for (int length = firstEnds; length < whole.length() - 1; length++) {
            assertThat(AnswerReader.read(whole.substring(0, length))
                            .orElseThrow()
                            .pairs())
                    .as("cut after %d characters", length)
                    .isEqualTo(BOTH.subList(0, 1));
        }
        for (int length = 0; length < firstEnds; length++) {
            assertThat(AnswerReader.read(whole.substring(0, length)))
                    .as("cut after %d characters", length)
                    .isEmpty();
        }
    }

    @Test
    void repairsLooseJson() {
        assertRead(
                "[{question: 'Who?', answer: 'two\nlines',}]",
                new ReadAnswer(List.of(new QuestionAnswer("Who?", "two\nlines")), 0, true));
        assertRead("[{\"问题\": \"什么？\", \"答案\": 7}]", new ReadAnswer(List.of(new QuestionAnswer("什么？", "7")), 0, false));
    }

    @Test
    void countsPairsThatLackAPart() {
        assertRead(
                "[" + FIRST + ", {\"question\": \"x\"}, {\"question\": \" \", \"answer\": \"y\"},"
                        + " {\"question\": \"z\", \"answer\": null}, {\"question\": \"half \\ud83d\", \"answer\": \"y\"}]",
                new ReadAnswer(BOTH.subList(0, 1), 4, false));
        assertRead(
                "[{\"question\": \"a \"quoted\" word\", \"answer\": \"lost\"}, " + FIRST + "]",
                new ReadAnswer(BOTH.subList(0, 1), 1, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "I am sorry.",
                "{\"error\": \"busy\"}",
                "[{\"question\": \"x\"}]",
                "[1, 2]",
                "null",
                "{{{[[[",
                "<think>[{\"question\": \"x\", \"answer\": \"y\"}]"
            })
    void givesUp(String answer) {
        assertThat(AnswerReader.read(answer)).isEmpty();
    }

    private static void assertRead(String answer, ReadAnswer expected) {
        assertThat(AnswerReader.read(answer)).as(answer).contains(expected);
    }
}
