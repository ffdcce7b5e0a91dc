package io.retune.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.graph.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses and their gradients as sentence-transformers 6.2.0 (transformers 5.24.0, PyTorch 2.15.0, CPU, float32) computed
 * them from the vectors that {@link LossCase} makes by formula: queries {@code a = 1.9}, candidates {@code a = 0.8}, a
 * guide's {@code a = 2.4} and {@code 1.5} with 6 dimensions. The model was a module that hands the input through {@code
 * F.normalize(x, p=2, dim=1)}, the gradients are those of the input. Positives and negatives were columns of their own.
 *
 * <p>Calls, with all parameters that decide: {@code MultipleNegativesRankingLoss(model, scale=20.0,
 * similarity_fct=cos_sim, directions=("query_to_doc",), partition_mode="joint", hardness_mode=None)}; symmetric: {@code
 * directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"}; {@code GISTEmbedLoss(model, guide,
 * temperature=0.01, margin_strategy="absolute", margin=0.0, contrast_anchors=True, contrast_positives=True)}, then
 * temperature 0.05 with absolute 0.1, relative 0.2, and absolute 0.0 with both contrasts False; {@code CoSENTLoss(model,
 * scale=20.0, similarity_fct=pairwise_cos_sim)}; {@code AnglELoss(model, scale=20.0)}; {@code MarginMSELoss(model,
 * similarity_fct=pairwise_dot_score)} with 0.1 times the margins as labels; {@code MatryoshkaLoss(model, loss,
 * matryoshka_dims=[8, 4, 2], matryoshka_weights=[1, 0.5, 0.25], n_dims_per_step=-1)}, and dims [8, 4], weights [1, 1].
 */
class LossReferenceTest {
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream json = LossReferenceTest.class.getResourceAsStream("losses.json")) {
            reference = new ObjectMapper().readTree(json);
        }
    }

    static Stream<LossCase<?>> cases() {
        return LossCase.all();
    }

    @Test
    void everyRecordedLossIsCompared() {
        List<String> titles = LossCase.all().map(LossCase::title).toList();
        assertThat(reference.fieldNames()).toIterable().containsExactlyElementsOf(titles);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAreThoseOfSentenceTransformers(LossCase<?> given) {
        JsonNode expected = reference.get(given.title());
        try (NDManager scope = Torch.newManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray queries = leaf(scope, LossCase.queries());
            NDArray candidates = leaf(scope, given.candidates());
            NDArray value = given.value(queries, candidates);
            collector.backward(value);

            assertThat(value.getFloat()).isCloseTo((float) expected.get("loss").asDouble(), within(1e-5f));
            assertClose(queries.getGradient(), expected.get("queries"));
            assertClose(candidates.getGradient(), expected.get("candidates"));
        }
    }

    private static NDArray leaf(NDManager scope, double[][] vectors) {
        float[] values = new float[vectors.length * LossCase.DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) vectors[i / LossCase.DIMENSIONS][i % LossCase.DIMENSIONS];
        }
        NDArray leaf = scope.create(values, new Shape(vectors.length, LossCase.DIMENSIONS));
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** The difference's norm against that of the gradient. */
    private static void assertClose(NDArray gradient, JsonNode expected) {
        float[] found = gradient.toFloatArray();
        assertThat(expected).hasSize(found.length);
        double[] difference = new double[found.length];
        double[] wanted = new double[found.length];
        for (int i = 0; i < found.length; i++) {
            wanted[i] = expected.get(i).asDouble();
            difference[i] = found[i] - wanted[i];
        }
        assertThat(norm(difference)).isLessThan(1e-4 * norm(wanted));
    }

    private static double norm(double... values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}
