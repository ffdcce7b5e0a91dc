package io.retune.eval.rest;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.eval.judging.CollectionJudge;
import io.retune.eval.judging.Judgement;
import io.retune.eval.judging.JudgingException;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.JudgedSet;
import io.retune.ring.channel.BadRequests;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Metrics of collections that lie in Qdrant, outside a run. */
@Path("/v1/evaluations")
@Blocking
public class EvaluationResource {
    private final CollectionJudge judge;
    private final ArtifactStore store;

    EvaluationResource(CollectionJudge judge, ArtifactStore store) {
        this.judge = judge;
        this.store = store;
    }

    /**
     * Body of a request.
     *
     * @param split whose queries are asked; {@code val} if absent
     */
    public record Order(DatasetReference dataset, String passages, String queries, Optional<String> split) {
        /** Validates; null is read as absent. */
        public Order {
            if (dataset == null || passages == null || queries == null) {
                throw new EventException("evaluation: expected dataset, passages and queries; add what is missing");
            }
            split = split == null ? Optional.empty() : split;
        }
    }

    /** What came out. */
    public record Evaluation(
            String id,
            DatasetReference dataset,
            String split,
            String passages,
            String queries,
            int queryCount,
            int passageCount,
            Map<String, Double> metrics) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Compute ndcg, map, recall, precision and mrr at 1, 3, 5, 10 by exact search")
    public Response evaluate(String body) {
        Order order = EventCodec.readPlain(body, Order.class);
        RagDataset dataset = judge.read(order.dataset());
        JudgedQueries judged = JudgedQueries.target(dataset, order.split().orElse(RagDataset.VAL));
        Judgement judgement = judge.judge(
                new JudgedSet(order.dataset(), order.passages(), order.queries()), judged, (done, total) -> {});
        Evaluation evaluation = new Evaluation(
                UUID.randomUUID().toString(),
                order.dataset(),
                judged.split(),
                order.passages(),
                order.queries(),
                judged.queries().size(),
                judgement.passages(),
                judgement.metrics().means());
        store.putIfAbsent(
                key(evaluation.id()), EventCodec.writePlain(evaluation).getBytes(StandardCharsets.UTF_8));
        return Response.created(URI.create("/v1/evaluations/" + evaluation.id()))
                .entity(evaluation)
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "An evaluation that was made before")
    public Evaluation get(@PathParam("id") String id) {
        return store.read(key(id))
                .map(content -> EventCodec.readPlain(new String(content, StandardCharsets.UTF_8), Evaluation.class))
                .orElseThrow(() -> BadRequests.problem(Status.NOT_FOUND, "there is no evaluation \"" + id + "\""));
    }

    @ServerExceptionMapper({DatasetException.class, JudgingException.class})
    public Response refuse(RuntimeException e) {
        return BadRequests.problem(Status.BAD_REQUEST, e);
    }

    private static String key(String id) {
        return "evaluations/" + id;
    }
}
