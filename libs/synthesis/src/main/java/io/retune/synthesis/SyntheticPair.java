package io.retune.synthesis;

/**
 * A question that passed the filters, ready to train with.
 *
 * @param queryId {@code synthetic-} and 16 hexadecimal digits that depend on the passage's text and the question only
 * @param question the query
 * @param answer the reference answer
 * @param passageId the passage that it was made from
 */
public record SyntheticPair(String queryId, String question, String answer, String passageId) {
    private static final String PREFIX = "synthetic-";
    private static final int DIGITS = 16;

    /** A pair with the id that belongs to it. */
    static SyntheticPair of(QuestionAnswer pair, String passageId, String passage) {
        // The line break keeps the two apart: a digest of "ab" + "c" is not one of "a" + "bc".
        String digest = Sha256.hex(Sha256.hex(passage) + "\n" + pair.question());
        return new SyntheticPair(PREFIX + digest.substring(0, DIGITS), pair.question(), pair.answer(), passageId);
    }
}
