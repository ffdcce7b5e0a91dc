package io.retune.ring;

import io.retune.vectors.VectorStoreUnavailable;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.RetriableException;

/** Tells faults that pass by themselves from those that do not. */
final class Faults {
    private Faults() {}

    static boolean isTransient(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientFault
                    || cause instanceof VectorStoreUnavailable
                    || cause instanceof RetriableException
                    || cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof HttpTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** What a person should read: the message of the fault behind the wrappers, or its name where it has none. */
    static String describe(Throwable fault) {
        Throwable cause = fault;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.toString() : message;
    }
}
