package io.retune.eval.judging;

import java.util.Optional;

/**
 * What a server's approximate search loses against exact search.
 *
 * @param recall share of the 10 best passages of exact search that approximate search finds too; absent where the server
 *     has no index and both are the same
 */
public record ApproximateSearch(Optional<Double> recall) {
    /** The server searches exactly anyway. */
    public static final ApproximateSearch NOT_MEASURED = new ApproximateSearch(Optional.empty());
}
