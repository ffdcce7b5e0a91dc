package io.retune.ring.channel;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.retune.artifacts.ArtifactException;
import io.retune.events.EventException;
import io.retune.ring.Patience;
import io.retune.ring.TransientFault;
import io.retune.vectors.VectorStoreException;
import io.retune.vectors.VectorStoreUnavailable;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a request got wrong, or what is away, as {@code application/problem+json}. */
public class BadRequests {
    private static final int RETRY_SECONDS = 5;
    private static final int BUSY_SECONDS = 60;

    /** A value that does not follow the contract. */
    @ServerExceptionMapper
    public Response map(EventException e) {
        return problem(Status.BAD_REQUEST, e);
    }

    /** An artifact that is not there or damaged. */
    @ServerExceptionMapper
    public Response map(ArtifactException e) {
        return Patience.isWorthwhile(e) ? later(e) : problem(Status.BAD_REQUEST, e);
    }

    /** A collection that is not there, or does not fit. */
    @ServerExceptionMapper
    public Response map(VectorStoreException e) {
        return problem(Status.BAD_REQUEST, e);
    }

    /** The broker is away. */
    @ServerExceptionMapper
    public Response map(TransientFault e) {
        return later(e);
    }

    /** Qdrant is away. */
    @ServerExceptionMapper
    public Response map(VectorStoreUnavailable e) {
        return later(e);
    }

    /** A problem with the message of an exception. */
    public static Response problem(Status status, Exception e) {
        return problem(status, e.getMessage()).toResponse();
    }

    /** A problem in words. */
    public static HttpProblem problem(Status status, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail)
                .build();
    }

    /** As much of something waits as may wait. */
    public static HttpProblem tooMany(String title, String detail) {
        return HttpProblem.builder()
                .withStatus(Status.TOO_MANY_REQUESTS)
                .withTitle(title)
                .withDetail(detail)
                .withHeader("Retry-After", BUSY_SECONDS)
                .build();
    }

    private static Response later(Exception e) {
        return HttpProblem.builder()
                .withStatus(Status.SERVICE_UNAVAILABLE)
                .withTitle(Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail(e.getMessage())
                .withHeader("Retry-After", RETRY_SECONDS)
                .build()
                .toResponse();
    }
}
