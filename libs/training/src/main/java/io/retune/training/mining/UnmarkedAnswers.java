package io.retune.training.mining;

import io.retune.training.TrainingException;
import java.util.OptionalDouble;

/**
 * What is taken for an answer that nobody marked, and so never becomes a negative. That a passage answers some other
 * query says nothing against it: most good negatives do. It does when the two queries ask for nearly the same, or when
 * its text is nearly that of a passage that does answer.
 *
 * <p>Texts are compared by the Jaccard similarity of their character 3-grams, folded; queries also by the dot product
 * of their vectors, whose usual height depends on the model: look at some before setting it. Only queries that are
 * mined for count as others, so that mining for {@code train} knows nothing of {@code val}.
 *
 * @param passageSimilarity from which a passage's text is nearly a relevant one's; absent: not checked
 * @param querySimilarity from which two queries' texts are nearly the same; absent: not checked
 * @param queryNearness from which two queries' vectors are nearly the same; absent: not checked
 */
public record UnmarkedAnswers(
        OptionalDouble passageSimilarity, OptionalDouble querySimilarity, OptionalDouble queryNearness) {
    /** From what on texts are nearly the same, as in the search for leaks between splits. */
    public static final double SIMILAR = 0.8;

    /** By text, from {@value #SIMILAR} on; not by vectors. */
    public static final UnmarkedAnswers BY_TEXT =
            new UnmarkedAnswers(OptionalDouble.of(SIMILAR), OptionalDouble.of(SIMILAR), OptionalDouble.empty());

    /** What is not marked is no answer. */
    public static final UnmarkedAnswers NONE =
            new UnmarkedAnswers(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    /** Validates every value. */
    public UnmarkedAnswers {
        requireShare(passageSimilarity, "similarity of passages");
        requireShare(querySimilarity, "similarity of queries");
        queryNearness.ifPresent(nearness -> {
            if (!Double.isFinite(nearness)) {
                throw new TrainingException("nearness of queries is " + nearness + ", expected a finite number");
            }
        });
    }

    private static void requireShare(OptionalDouble value, String what) {
        value.ifPresent(found -> {
            if (!(found > 0 && found <= 1)) {
                throw new TrainingException(what + " is " + found + ", expected more than 0, at most 1");
            }
        });
    }
}
