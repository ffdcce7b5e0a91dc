package io.retune.local.qdrant.protocol;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The errors of the protocol: status codes and wording are the real server's where it has them. */
public final class Refusal {
    private Refusal() {}

    /** NOT_FOUND, as for a collection that does not exist. */
    public static StatusRuntimeException noCollection(String name) {
        return notFound("Collection `%s` doesn't exist!".formatted(name));
    }

    /** NOT_FOUND. */
    public static StatusRuntimeException notFound(String message) {
        return Status.NOT_FOUND.withDescription("Not found: " + message).asRuntimeException();
    }

    /** ALREADY_EXISTS, for a collection. */
    public static StatusRuntimeException collectionExists(String name) {
        return Status.ALREADY_EXISTS
                .withDescription("Wrong input: Collection `%s` already exists!".formatted(name))
                .asRuntimeException();
    }

    /** INVALID_ARGUMENT. */
    public static StatusRuntimeException wrongInput(String message) {
        return Status.INVALID_ARGUMENT
                .withDescription("Wrong input: " + message)
                .asRuntimeException();
    }

    /**
     * UNIMPLEMENTED.
     *
     * @param what name of the method or field that was asked for
     */
    public static StatusRuntimeException unimplemented(String what) {
        return Status.UNIMPLEMENTED
                .withDescription(what + ": the local Qdrant does not have it; leave it out or use a real Qdrant")
                .asRuntimeException();
    }
}
