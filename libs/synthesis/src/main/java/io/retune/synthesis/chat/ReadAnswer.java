package io.retune.synthesis.chat;

import io.retune.synthesis.QuestionAnswer;
import java.util.List;

/**
 * What could be read of a model's answer.
 *
 * @param pairs complete pairs in the model's order
 * @param incomplete pairs that lacked a part or were cut or broken
 * @param repaired whether the answer was not the JSON that was asked for
 */
record ReadAnswer(List<QuestionAnswer> pairs, int incomplete, boolean repaired) {
    ReadAnswer {
        pairs = List.copyOf(pairs);
    }
}
