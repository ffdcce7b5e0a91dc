package io.retune.local.qdrant.protocol;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Turns a plain function into a gRPC method: fields checked, time filled in, errors as a status. */
public final class UnaryMethods {
    private static final Logger LOG = System.getLogger(UnaryMethods.class.getName());

    private UnaryMethods() {}

    /** The method that answers with what a function returns, or with the status it throws. */
    public static <Q extends Message, R extends Message> ServerCallHandler<Q, R> unary(Function<Q, R> function) {
        return ServerCalls.asyncUnaryCall((request, observer) -> answer(function, request, observer));
    }

    private static <Q extends Message, R extends Message> void answer(
            Function<Q, R> function, Q request, StreamObserver<R> observer) {
        long start = System.nanoTime();
        R response;
        try {
            SupportedFields.check(request);
            response = timed(function.apply(request), start);
        } catch (StatusRuntimeException refusal) {
            observer.onError(refusal);
            return;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, request.getDescriptorForType().getName() + " failed", e);
            observer.onError(Status.INTERNAL
                    .withDescription("Service internal error: " + e.getMessage())
                    .withCause(e)
                    .asRuntimeException());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    /** Most answers say in a field {@code time} how many seconds they took. */
    @SuppressWarnings("unchecked")
    private static <R extends Message> R timed(R response, long start) {
        FieldDescriptor time = response.getDescriptorForType().findFieldByName("time");
        if (time == null) {
            return response;
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return (R) response.toBuilder().setField(time, seconds).build();
    }
}
