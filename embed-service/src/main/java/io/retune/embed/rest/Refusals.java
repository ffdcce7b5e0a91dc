package io.retune.embed.rest;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.retune.dataset.DatasetException;
import io.retune.embed.deployment.GenerationGone;
import io.retune.embed.deployment.ModelConflict;
import io.retune.embed.deployment.NotFollowing;
import io.retune.embed.deployment.NothingToGoBackTo;
import io.retune.embed.deployment.Superseded;
import io.retune.embed.deployment.UnknownIndex;
import io.retune.embed.generation.Unsearchable;
import io.retune.encoder.EncoderException;
import io.retune.ring.channel.BadRequests;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What callers read when a request does not fit what is there. */
class Refusals {
    @ServerExceptionMapper({DatasetException.class, EncoderException.class})
    Response unusable(RuntimeException e) {
        return BadRequests.problem(Status.BAD_REQUEST, e);
    }

    @ServerExceptionMapper
    Response unreadable(MismatchedInputException e) {
        return BadRequests.problem(
                        Status.BAD_REQUEST,
                        "the body does not fit: " + e.getOriginalMessage() + "; see /q/openapi for what is expected")
                .toResponse();
    }

    @ServerExceptionMapper
    Response missing(UnknownIndex e) {
        return BadRequests.problem(Status.NOT_FOUND, e);
    }

    @ServerExceptionMapper({Unsearchable.class, NotFollowing.class})
    Response unavailable(RuntimeException e) {
        return BadRequests.problem(Status.SERVICE_UNAVAILABLE, e);
    }

    @ServerExceptionMapper({Superseded.class, ModelConflict.class, NothingToGoBackTo.class, GenerationGone.class})
    Response conflict(RuntimeException e) {
        return BadRequests.problem(Status.CONFLICT, e);
    }
}
