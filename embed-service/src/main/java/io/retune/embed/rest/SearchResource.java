package io.retune.embed.rest;

import io.micrometer.core.annotation.Timed;
import io.retune.embed.deployment.UnknownIndex;
import io.retune.embed.generation.GenerationSearch;
import io.retune.vectors.Hit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Search. */
@Path(SearchResource.PATH)
@Tag(name = "search")
public class SearchResource {
    static final String PATH = "/v1/search";
    private static final int LONGEST_QUERY = 100_000;
    private static final int USUAL_LIMIT = 10;
    private static final int LARGEST_LIMIT = 100;

    private final GenerationSearch search;

    SearchResource(GenerationSearch search) {
        this.search = search;
    }

    /** A question. */
    public record Question(
            @NotBlank String index,
            @NotBlank @Size(max = LONGEST_QUERY) String query,
            @Min(1) @Max(LARGEST_LIMIT) Integer limit) {}

    /** Hits of one generation, best first. */
    public record Answer(String index, String generation, String model, List<Found> hits) {}

    /** A document. */
    public record Found(String id, float score, String text, Map<String, Object> metadata) {
        static Found of(Hit hit) {
            return new Found(hit.docId(), hit.score(), hit.text(), hit.metadata());
        }
    }

    /** Searches what is live. */
    @POST
    @Operation(summary = "Searches what is live on an index")
    @Timed(value = "retune.search", histogram = true)
    public Answer search(@NotNull @Valid Question question) {
        int limit = question.limit() == null ? USUAL_LIMIT : question.limit();
        GenerationSearch.Found found = search.search(question.index(), question.query(), limit)
                .orElseThrow(() -> new UnknownIndex(question.index()));
        return new Answer(
                question.index(),
                found.generation().name(),
                found.generation().model().name(),
                found.hits().stream().map(Found::of).toList());
    }
}
