package io.retune.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.TinyData;
import io.retune.training.loss.AnglELoss;
import io.retune.training.loss.CoSENTLoss;
import io.retune.training.loss.Column;
import io.retune.training.loss.DiagonalLabels;
import io.retune.training.loss.GISTEmbedLoss;
import io.retune.training.loss.GISTEmbedLoss.MarginStrategy;
import io.retune.training.loss.GuidedLabels;
import io.retune.training.loss.Labels;
import io.retune.training.loss.Loss;
import io.retune.training.loss.MarginMSELoss;
import io.retune.training.loss.MatryoshkaLoss;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.loss.ScoredPairs;
import io.retune.training.loss.TeacherMargins;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientPassTest {
    private static final MultipleNegativesRankingLoss RANKING = new MultipleNegativesRankingLoss(20);

    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyData.model(folder.resolve("model"));
    }

    /**
     * Loss and gradients of every weight as sentence-transformers 6.2.0 (transformers 5.24.0, PyTorch 2.15.0, CPU,
     * float32) computed them from the same model folder: {@code MultipleNegativesRankingLoss(SentenceTransformer(folder),
     * scale=20.0)} of 6 queries, positives and negatives. Of each gradient its norm is recorded and its product with the
     * cosines of 0, 1, 2 and so on.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void gradientsOfAllWeightsAreThoseOfSentenceTransformers(int miniBatchSize) throws IOException {
        JsonNode expected = recorded();
        try (TinyNetwork network = new TinyNetwork(model)) {
            List<String> queries = texts(6, i -> TinyNetwork.text(7, i, 4 + i));
            List<String> passages = texts(6, i -> TinyNetwork.text(5, i, 6 + i % 3));
            passages.addAll(texts(6, i -> TinyNetwork.text(11, i, 9 - i)));
            Batch<Labels> batch =
                    new Batch<>(network.tokens(queries, 64), network.tokens(passages, 64), DiagonalLabels.PLAIN);

            double loss = pass(network, miniBatchSize).run(batch, RANKING, 1, 0);

            assertThat(loss).isCloseTo(expected.get("loss").asDouble(), within(1e-5));
            Map<String, float[]> gradients = network.takeGradients();
            JsonNode recorded = expected.get("gradients");
            assertThat(gradients).hasSize(recorded.size());
            gradients.forEach((name, gradient) -> {
                double norm = recorded.get(name).get(0).asDouble();
                // Biases of keys have no gradient but rounding.
                double tolerance = 1e-4 * norm + 1e-6;
                assertThat(norm(gradient)).as(name).isCloseTo(norm, within(tolerance));
                assertThat(fingerprint(gradient))
                        .as(name)
                        .isCloseTo(recorded.get(name).get(1).asDouble(), within(tolerance));
            });
        }
    }

    private static JsonNode recorded() throws IOException {
        try (InputStream json = GradientPassTest.class.getResourceAsStream("encoder.json")) {
            return new ObjectMapper().readTree(json);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 64})
    void cachedIsPlain(int miniBatchSize) {
        assertCachedIsPlain(miniBatchSize, new MultipleNegativesRankingLoss(20, true), DiagonalLabels.PLAIN);
        assertCachedIsPlain(miniBatchSize, new MatryoshkaLoss<>(new CoSENTLoss(20), List.of(32, 16)), scoredPairs());
    }

    /** The guide masks some negatives. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void cachedIsPlainWithAGuide(int miniBatchSize) {
        assertCachedIsPlain(
                miniBatchSize, new GISTEmbedLoss(0.05f, MarginStrategy.ABSOLUTE, 0.1f, true, true), guided());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void cachedIsPlainWithATeacher(int miniBatchSize) {
        int[] positives = new int[70];
        int[][] negatives = new int[70][];
        float[][] margins = new float[70][];
        for (int i = 0; i < 70; i++) {
            positives[i] = i;
            // Up to two of each query.
            negatives[i] = Arrays.copyOf(new int[] {(i + 1) % 70, (i + 9) % 70}, i % 3);
            margins[i] = Arrays.copyOf(new float[] {i % 7, -i % 4}, i % 3);
        }
        assertCachedIsPlain(miniBatchSize, new MarginMSELoss(1), new TeacherMargins(positives, negatives, margins));
    }

    /** Vectors of a circle, those of positives beside their queries'. */
    private static GuidedLabels guided() {
        float[][] queries = new float[70][];
        float[][] candidates = new float[70][];
        for (int i = 0; i < 70; i++) {
            queries[i] = new float[] {(float) Math.cos(i), (float) Math.sin(i)};
            candidates[i] = new float[] {(float) Math.cos(i + 0.3), (float) Math.sin(i + 0.3)};
        }
        return new GuidedLabels(DiagonalLabels.PLAIN, queries, candidates);
    }

    private static ScoredPairs scoredPairs() {
        float[] scores = new float[70];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i % 7;
        }
        return new ScoredPairs(IntStream.range(0, scores.length).toArray(), scores);
    }

    private <L> void assertCachedIsPlain(int miniBatchSize, Loss<L> loss, L labels) {
        try (TinyNetwork network = new TinyNetwork(model)) {
            Batch<L> batch = batch(network, labels);
            double plain = pass(network, 0).run(batch, loss, 0.5, 0);
            Map<String, float[]> expected = network.takeGradients();
            double cached = pass(network, miniBatchSize).run(batch, loss, 0.5, 0);
            Map<String, float[]> found = network.takeGradients();

            assertThat(cached).isCloseTo(plain, within(1e-5));
            expected.forEach((name, gradient) ->
                    assertThat(distance(found.get(name), gradient)).as(name).isLessThan(2e-5 * norm(gradient) + 1e-6));
            assertThat(norm(expected.get("encoder.layer.0.intermediate.dense.weight")))
                    .isGreaterThan(0.01);
        }
    }

    /**
     * Between loss and backward pass the collector may run: what the gradient is computed from must not be freed by
     * then, as DJL does with the number of {@code mul(Number)}.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void collectingGarbageBeforeTheBackwardPassChangesNothing(int miniBatchSize) {
        assertSurvivesCollection(miniBatchSize, new MultipleNegativesRankingLoss(20, true), DiagonalLabels.PLAIN);
        assertSurvivesCollection(
                miniBatchSize,
                new MatryoshkaLoss<>(new CoSENTLoss(20), List.of(32, 16), List.of(1f, 0.7f)),
                scoredPairs());
        assertSurvivesCollection(miniBatchSize, new AnglELoss(20), scoredPairs());
        assertSurvivesCollection(miniBatchSize, new GISTEmbedLoss(MarginStrategy.ABSOLUTE, 0), guided());
    }

    private <L> void assertSurvivesCollection(int miniBatchSize, Loss<L> loss, L labels) {
        Loss<L> collected = new Loss<>() {
            @Override
            public NDArray of(NDArray queries, NDArray candidates, L own) {
                NDArray value = loss.of(queries, candidates, own);
                collectGarbage();
                return value;
            }

            @Override
            public Set<Column> columns() {
                return loss.columns();
            }
        };
        try (TinyNetwork network = new TinyNetwork(model)) {
            Batch<L> batch = batch(network, labels);
            pass(network, miniBatchSize).run(batch, loss, 0.5, 0);
            Map<String, float[]> expected = network.takeGradients();
            pass(network, miniBatchSize).run(batch, collected, 0.5, 0);
            Map<String, float[]> found = network.takeGradients();

            expected.forEach((name, gradient) ->
                    assertThat(found.get(name)).as(loss.title() + ", " + name).isEqualTo(gradient));
        }
    }

    /** Until native memory that nobody holds is freed: that is done before the second round's reference is heard of. */
    private static void collectGarbage() {
        for (int round = 0; round < 2; round++) {
            ReferenceQueue<Object> queue = new ReferenceQueue<>();
            PhantomReference<Object> reference = new PhantomReference<>(new Object(), queue);
            await().until(() -> {
                System.gc();
                return queue.poll() == reference;
            });
        }
    }

    @Test
    void gradientsOfSeveralBatchesAddUpInTheirShares() {
        try (TinyNetwork network = new TinyNetwork(model)) {
            Batch<Labels> batch = batch(network, DiagonalLabels.PLAIN);
            pass(network, 5).run(batch, RANKING, 1, 0);
            Map<String, float[]> once = network.takeGradients();
            pass(network, 5).run(batch, RANKING, 0.75, 0);
            pass(network, 0).run(batch, RANKING, 0.25, 0);
            Map<String, float[]> twice = network.takeGradients();

            once.forEach((name, gradient) ->
                    assertThat(distance(twice.get(name), gradient)).as(name).isLessThan(2e-5 * norm(gradient) + 1e-6));
        }
    }

    @Test
    void bothForwardsOfAMiniBatchDrawTheSameDropout() throws IOException {
        ModelFolder dropout = ModelFolder.open("tiny", TinyModel.bert(folder.resolve("dropout")));
        try (TinyNetwork network = new TinyNetwork(dropout)) {
            List<String> same = texts(6, i -> "a b c d e");
            Batch<Labels> batch = new Batch<>(network.tokens(same, 6), network.tokens(same, 6), DiagonalLabels.PLAIN);

            List<float[]> vectors = vectorsOfCachedPass(network, batch, 9);
            List<float[]> repeated = vectorsOfCachedPass(network, batch, 9);
            List<float[]> otherSeed = vectorsOfCachedPass(network, batch, 10);

            assertThat(vectors).hasSize(12);
            for (int i = 0; i < 6; i++) {
                assertThat(vectors.get(6 + i)).as("mini-batch %s", i).isEqualTo(vectors.get(i));
                assertThat(repeated.get(i)).as("mini-batch %s", i).isEqualTo(vectors.get(i));
                assertThat(otherSeed.get(i)).as("mini-batch %s", i).isNotEqualTo(vectors.get(i));
                for (int j = 0; j < i; j++) {
                    assertThat(vectors.get(j)).as("mini-batches %s, %s", i, j).isNotEqualTo(vectors.get(i));
                }
            }
        }
    }

    private static List<float[]> vectorsOfCachedPass(TinyNetwork network, Batch<Labels> batch, long seed) {
        List<float[]> vectors = new ArrayList<>();
        Network observed = (scope, texts) -> {
            NDArray result = network.forward(scope, texts);
            vectors.add(result.toFloatArray());
            return result;
        };
        new CachedPass(observed, 2).run(batch, RANKING, 1, seed);
        return vectors;
    }

    /** In libtorch each thread starts out recording, whatever the engine's set-up said in its own. */
    @Test
    void onlyTheSecondForwardOfAMiniBatchIsRecordedInAnyThread() throws InterruptedException {
        onlyTheSecondForwardIsRecorded();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread other = new Thread(this::onlyTheSecondForwardIsRecorded);
        other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        other.start();
        other.join();
        assertThat(failure).hasValue(null);
    }

    private void onlyTheSecondForwardIsRecorded() {
        try (TinyNetwork network = new TinyNetwork(model)) {
            List<Boolean> recorded = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            Network observed = (scope, texts) -> {
                NDArray result = network.forward(scope, texts);
                recorded.add(isRecorded(result));
                sizes.add(texts.rows().length);
                return result;
            };
            List<TokenBatch> four = network.tokens(texts(4, i -> TinyNetwork.text(7, i, 4 + i)), 3);
            new CachedPass(observed, 2).run(new Batch<>(four, four, DiagonalLabels.PLAIN), RANKING, 1, 0);

            // Calls of 3 and 1 texts, in mini-batches of 2, 1 and 1.
            assertThat(sizes).containsExactly(2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1);
            assertThat(recorded)
                    .containsExactly(false, false, false, false, false, false, true, true, true, true, true, true);
        }
    }

    @Test
    void aVeryLargeBatchIsRecordedInItsParts() {
        assertThat(forwardSizes(GradientPass.MOST_TOKENS)).containsExactly(3, 1, 3, 1);
        assertThat(forwardSizes(GradientPass.MOST_TOKENS + 1)).containsExactly(3, 1, 3, 1, 3, 1, 3, 1);
    }

    /** How many texts go through the network at a time, of two columns in parts of 3 and 1. */
    private List<Integer> forwardSizes(int tokens) {
        try (TinyNetwork network = new TinyNetwork(model)) {
            List<Integer> sizes = new ArrayList<>();
            Network observed = (scope, texts) -> {
                sizes.add(texts.rows().length);
                return network.forward(scope, texts);
            };
            List<TokenBatch> four = network.tokens(texts(4, i -> TinyNetwork.text(7, i, 4 + i)), 3);
            GradientPass.of(observed, OptionalInt.empty(), tokens)
                    .run(new Batch<>(four, four, DiagonalLabels.PLAIN), RANKING, 1, 0);
            return sizes;
        }
    }

    /** The engine tells of leaves only whether they are recorded, so this goes back and keeps the graph. */
    private static boolean isRecorded(NDArray vectors) {
        try (NDArray sum = vectors.sum();
                NDArray one = sum.onesLike()) {
            JniUtils.backward((PtNDArray) sum, (PtNDArray) one, true, false);
            return true;
        } catch (EngineException e) {
            assertThat(e).hasMessageContaining("does not require grad and does not have a grad_fn");
            return false;
        }
    }

    @Test
    void aMiniBatchHasAtLeastOneText() {
        assertThatThrownBy(() -> new CachedPass((scope, texts) -> null, 0))
                .hasMessage("mini-batch size is 0, expected 1 or more");
    }

    private static GradientPass pass(TinyNetwork network, int miniBatchSize) {
        return GradientPass.of(
                network::forward, miniBatchSize == 0 ? OptionalInt.empty() : OptionalInt.of(miniBatchSize), 0);
    }

    /** 70 pairs of ragged texts, in calls of 48. */
    private static <L> Batch<L> batch(TinyNetwork network, L labels) {
        return new Batch<>(
                network.tokens(texts(70, i -> TinyNetwork.text(7, i, 3 + i % 9)), 48),
                network.tokens(texts(70, i -> TinyNetwork.text(5, i, 20 - i % 13)), 48),
                labels);
    }

    private static List<String> texts(int count, IntFunction<String> text) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(text).toList());
    }

    private static double norm(float... values) {
        return distance(values, new float[values.length]);
    }

    private static double distance(float[] one, float... other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.pow((double) one[i] - other[i], 2);
        }
        return Math.sqrt(sum);
    }

    private static double fingerprint(float... values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * Math.cos(i);
        }
        return sum;
    }
}
