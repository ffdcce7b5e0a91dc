package io.retune.ring;

import io.retune.artifacts.ArtifactException;
import io.retune.vectors.VectorStoreUnavailable;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
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
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof HttpTimeoutException
                    || isStorage(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a host's name could not be resolved, and nobody has said that it will be. Such a name is mistyped as often
     * as it is away; that of a model's hub is asked for only because the model's own name was mistyped.
     */
    static boolean isUnresolvedHost(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientFault
                    || cause instanceof VectorStoreUnavailable
                    || cause instanceof RetriableException) {
                return false;
            }
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** A store that cannot be read or written, not an artifact that is damaged: a full disk, a share that is away. */
    private static boolean isStorage(Throwable cause) {
        return cause instanceof ArtifactException && cause.getCause() instanceof IOException;
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
