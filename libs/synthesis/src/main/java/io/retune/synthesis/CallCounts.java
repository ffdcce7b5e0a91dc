package io.retune.synthesis;

/**
 * Requests to a language model and what came back.
 *
 * @param requests requests sent, repeated ones included
 * @param malformed answers that could not be read, even by repairing them
 * @param repaired answers that could be read only by repairing them
 * @param transientErrors requests that got no answer: rate limit, time limit, server errors, no connection
 */
public record CallCounts(int requests, int malformed, int repaired, int transientErrors) {
    /** No request at all. */
    public static final CallCounts NONE = new CallCounts(0, 0, 0, 0);

    public CallCounts {
        if (Math.min(Math.min(requests, malformed), Math.min(repaired, transientErrors)) < 0
                || malformed + repaired + transientErrors > requests) {
            throw new IllegalArgumentException(
                    "calls: %d requests, of which %d malformed, %d repaired, %d transient errors; expected parts of the whole"
                            .formatted(requests, malformed, repaired, transientErrors));
        }
    }

    /** Both together. */
    public CallCounts plus(CallCounts other) {
        return new CallCounts(
                requests + other.requests,
                malformed + other.malformed,
                repaired + other.repaired,
                transientErrors + other.transientErrors);
    }
}
