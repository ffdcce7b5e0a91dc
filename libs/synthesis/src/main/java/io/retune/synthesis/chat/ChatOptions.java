package io.retune.synthesis.chat;

import java.time.Duration;

/**
 * How a language model is asked.
 *
 * @param pairsPerPassage question-answer pairs to ask for
 * @param attempts answers to ask for until one can be read; failures of the server do not count
 * @param requestsInFlight requests at a time
 * @param timeLimit how long one request may take
 * @param firstWait pause after the first failure of the server; every further one doubles it
 * @param longestWait longest pause
 */
public record ChatOptions(
        int pairsPerPassage,
        int attempts,
        int requestsInFlight,
        Duration timeLimit,
        Duration firstWait,
        Duration longestWait) {
    public ChatOptions {
        atLeastOne("pairs per passage", pairsPerPassage);
        atLeastOne("attempts", attempts);
        atLeastOne("requests in flight", requestsInFlight);
        if (timeLimit.isNegative() || timeLimit.isZero() || firstWait.isNegative() || firstWait.isZero()) {
            throw new IllegalArgumentException(
                    "time limit " + timeLimit + " and first wait " + firstWait + "; expected more than zero each");
        }
        if (longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(
                    "longest wait " + longestWait + "; expected at least the first, " + firstWait);
        }
    }

    /** 3 pairs, 3 attempts, 4 requests in flight, 60 s per request, waits from 1 s to 60 s. */
    public static ChatOptions defaults() {
        return new ChatOptions(3, 3, 4, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    private static void atLeastOne(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + ": " + number + "; expected at least 1");
        }
    }
}
