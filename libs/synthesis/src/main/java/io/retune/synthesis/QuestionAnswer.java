package io.retune.synthesis;

/**
 * A question and its answer, as a source gave them, without white space around.
 *
 * @param question what a searcher would type; not blank
 * @param answer what the passage says to it; not blank
 */
public record QuestionAnswer(String question, String answer) {
    public QuestionAnswer {
        question = question.strip();
        answer = answer.strip();
        if (question.isEmpty() || answer.isEmpty()) {
            throw new IllegalArgumentException("question-answer pair: question \"" + question + "\" and answer \""
                    + answer + "\"; expected both to say something; leave the pair out");
        }
    }
}
