package io.retune.synthesis.chat;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells failures that pass from failures that stay. */
final class ModelFailure {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_REASON = 200;

    private ModelFailure() {}

    /** Whether the same request may succeed later: rate limit, time limit, server error, no connection, half an answer. */
    static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof UnresolvedModelServerException
                    || cause instanceof TimeoutException
                    || cause instanceof IOException
                    || (cause instanceof HttpException http && isTransient(http.statusCode()))) {
                return true;
            }
        }
        return false;
    }

    /** What happened, in one line that is not too long to show. */
    static String reason(Throwable failure) {
        String message = "no details";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        String line =
                failure.getClass().getSimpleName() + ": " + message.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    }

    private static boolean isTransient(int status) {
        return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
    }
}
