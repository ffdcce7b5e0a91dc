package io.retune.embed.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.embed.model.SharedEncoder;
import io.retune.encoder.EncoderException;
import io.retune.ring.channel.BadRequests;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Embeddings as OpenAI's interface has them, so that its clients work unchanged. */
@Path(EmbeddingsResource.PATH)
@Tag(name = "embeddings")
public class EmbeddingsResource {
    static final String PATH = "/v1/embeddings";
    private static final int MOST_INPUTS = 2048;
    private static final String FLOAT = "float";
    private static final String BASE64 = "base64";

    private final ModelNames names;
    private final ServedModels models;

    EmbeddingsResource(ModelNames names, ServedModels models) {
        this.names = names;
        this.models = models;
    }

    /** What is asked for; fields of OpenAI's that change no vector, such as {@code user}, are passed over. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Input(@NotNull JsonNode input, @NotBlank String model, String encodingFormat, Integer dimensions) {}

    /** The answer. */
    public record Embeddings(String object, List<Embedding> data, String model, Usage usage) {}

    /** One text's vector: numbers, or little-endian 32-bit floats in base64. */
    public record Embedding(String object, int index, Object embedding) {}

    /** Tokens that were encoded, without padding. */
    public record Usage(long promptTokens, long totalTokens) {}

    /** Encodes texts. */
    @POST
    @Operation(summary = "Encodes texts, as OpenAI's interface does")
    public Embeddings embed(@NotNull @Valid Input input) {
        List<String> texts = texts(input.input());
        boolean isBase64 = isBase64(input.encodingFormat());
        ModelNames.Named named = names.find(input.model());
        try (EncoderLease lease = models.forRequest(named.model())) {
            SharedEncoder encoder = lease.encoder();
            requireDimensions(input.dimensions(), encoder.dimensions());
            SharedEncoder.Encoded encoded = encoder.encode(named.role(), texts);
            List<Embedding> data = new ArrayList<>(texts.size());
            for (float[] vector : encoded.vectors()) {
                data.add(new Embedding("embedding", data.size(), isBase64 ? base64(vector) : vector));
            }
            return new Embeddings("list", data, input.model(), new Usage(encoded.tokens(), encoded.tokens()));
        } catch (EncoderException e) { // of a model that this service offers: no caller can help that
            throw BadRequests.problem(Status.SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    private static List<String> texts(JsonNode input) {
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        if (!input.isArray() || input.isEmpty() || input.size() > MOST_INPUTS) {
            throw BadRequests.problem(
                    Status.BAD_REQUEST,
                    "input: found " + (input.isArray() ? input.size() + " texts" : input.getNodeType())
                            + ", expected a text or 1 to " + MOST_INPUTS + " texts; split the request");
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode text : input) {
            if (!text.isTextual()) {
                throw BadRequests.problem(
                        Status.BAD_REQUEST,
                        "input: item " + texts.size() + " is no text; tokens are not taken, since"
                                + " each model has its own; send texts");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static boolean isBase64(String format) {
        if (format == null || format.equals(FLOAT)) {
            return false;
        }
        if (format.equals(BASE64)) {
            return true;
        }
        throw BadRequests.problem(
                Status.BAD_REQUEST, "encoding_format: found \"" + format + "\", expected float or base64; choose one");
    }

    private static void requireDimensions(Integer wanted, int dimensions) {
        if (wanted != null && wanted != dimensions) {
            throw BadRequests.problem(
                    Status.BAD_REQUEST,
                    "dimensions: found " + wanted + ", expected " + dimensions
                            + ", which is what the model gives; leave the field out");
        }
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
