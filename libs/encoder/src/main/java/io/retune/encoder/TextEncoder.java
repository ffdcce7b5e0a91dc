package io.retune.encoder;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.encoder.text.BatchPlanner;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Encodes texts as vectors. One instance serves one thread at a time and uses all native threads itself; texts of a
 * window are tokenised while the window before runs through the network.
 *
 * <p>Every row of a batch equals the single text's vector up to rounding: padding is masked. A passage for which the
 * model's folder has a vector delta gets it added here, so that everybody who encodes sees the same vector.
 */
public final class TextEncoder implements AutoCloseable {
    /** Tokens of a batch, padding counted. Larger batches were not faster on 2 to 16 cores, and took more memory. */
    private static final int TOKEN_BUDGET = 8192;
    /** Texts that are sorted by length together. */
    static final int WINDOW = 2048;

    private final NDManager manager;
    private final ModelDescription model;
    private final Optional<VectorDeltas> deltas;
    private final ModelIdentity networkIdentity;
    private final ModelIdentity identity;
    private final TextTokenizer tokenizer;
    private final ServingGraph graph;
    private long tokens;

    private TextEncoder(
            NDManager manager,
            ModelFolder folder,
            Optional<VectorDeltas> deltas,
            ModelIdentity networkIdentity,
            ServingGraph graph) {
        this.manager = manager;
        this.model = folder.description();
        this.deltas = deltas;
        this.networkIdentity = networkIdentity;
        this.identity = deltas.map(VectorDeltas::digest)
                .map(networkIdentity::withDeltas)
                .orElse(networkIdentity);
        this.tokenizer = folder.openTokenizer();
        this.graph = graph;
    }

    /** Receives vectors as they are made, in no particular order of texts. */
    public interface VectorSink {
        /**
         * Takes the vectors of a batch.
         *
         * @param texts which text each row is
         * @param vectors row after row, {@code texts.length * dimensions()} values
         */
        void accept(int[] texts, float[] vectors);
    }

    /**
     * Opens an encoder on a folder's own weights and vector deltas.
     *
     * @throws EncoderException if the folder cannot be used
     */
    public static TextEncoder open(ModelFolder folder, Dtype dtype) {
        Optional<VectorDeltas> deltas = folder.readDeltas();
        try (NDManager scope = Torch.newManager();
                EncoderWeights weights = folder.readWeights(scope)) {
            return open(folder, weights, deltas, dtype);
        }
    }

    /**
     * Opens an encoder on other weights for the same network, for instance in the middle of a training. The weights are
     * copied: changing or closing them later does not matter. The folder's vector deltas belong to its own weights and
     * are left out.
     */
    public static TextEncoder open(ModelFolder folder, EncoderWeights weights, Dtype dtype) {
        return open(folder, weights, Optional.empty(), dtype);
    }

    private static TextEncoder open(
            ModelFolder folder, EncoderWeights weights, Optional<VectorDeltas> deltas, Dtype dtype) {
        NDManager manager = Torch.newManager();
        try {
            ModelIdentity identity =
                    ModelIdentity.of(weights.digest(), folder.tokenizerDigest(), folder.description(), dtype);
            ServingGraph graph;
            // The graph keeps what it packed from the copy; the copy itself would be a second set of weights.
            try (EncoderWeights own = weights.copy(manager)) {
                graph = ServingGraph.of(manager, folder.description(), own, dtype, dtype.multiplied());
            }
            return new TextEncoder(manager, folder, deltas, identity, graph);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Values of a vector. */
    public int dimensions() {
        return model.dimensions();
    }

    /** What this encoder's vectors may be compared with. */
    public ModelIdentity identity() {
        return identity;
    }

    /** The identity without vector deltas: what the network's own vectors are made with. */
    ModelIdentity networkIdentity() {
        return networkIdentity;
    }

    /** What is added to the vectors of single passages. */
    public Optional<VectorDeltas> deltas() {
        return deltas;
    }

    /** Which graph runs, in words. */
    public String graph() {
        return graph.describe();
    }

    /** Tokens encoded so far, without padding. */
    public long tokens() {
        return tokens;
    }

    /**
     * Encodes texts.
     *
     * @return one vector per text, in order
     */
    public float[][] encode(Role role, List<String> texts) {
        float[][] result = new float[texts.size()][dimensions()];
        encode(role, texts, (rows, vectors) -> {
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(vectors, i * dimensions(), result[rows[i]], 0, dimensions());
            }
        });
        return result;
    }

    /** Encodes texts and hands over each batch as soon as it is ready. */
    public void encode(Role role, List<String> texts, VectorSink sink) {
        List<int[]> windows = new ArrayList<>();
        for (int start = 0; start < texts.size(); start += WINDOW) {
            windows.add(IntStream.range(start, Math.min(texts.size(), start + WINDOW))
                    .toArray());
        }
        runNetwork(role, texts, windows, (rows, vectors) -> {
            for (int i = 0; i < rows.length; i++) {
                addDelta(role, texts.get(rows[i]), vectors, i * dimensions());
            }
            sink.accept(rows, vectors);
        });
    }

    /** Adds a text's delta, if it is a passage that has one, to the network's vector. */
    void addDelta(Role role, String text, float[] vectors, int offset) {
        if (role == Role.PASSAGE && deltas.isPresent()) {
            deltas.get().apply(Sha256.of(text), vectors, offset);
        }
    }

    /**
     * Runs some of the texts through the network, without deltas; those of a window are batched together, longest first.
     */
    void runNetwork(Role role, List<String> texts, List<int[]> windows, VectorSink sink) {
        String prompt = model.prompts().of(role);
        CompletableFuture<long[][]> next = CompletableFuture.completedFuture(new long[0][]);
        try {
            for (int i = 0; i <= windows.size(); i++) {
                long[][] window = next.join();
                if (i < windows.size()) {
                    next = tokenize(prompt, texts, windows.get(i));
                }
                if (i > 0) {
                    forward(window, windows.get(i - 1), sink);
                }
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof EncoderException known ? known : e;
        } finally {
            // The tokenizer is native code: it must not be closed under a window that is still being read.
            next.handle((window, failure) -> window).join();
        }
    }

    private void forward(long[][] window, int[] texts, VectorSink sink) {
        for (int[] rows : BatchPlanner.plan(window, TOKEN_BUDGET)) {
            float[] vectors = graph.forward(TokenBatch.of(window, rows));
            for (int i = 0; i < rows.length; i++) {
                tokens += window[rows[i]].length;
                rows[i] = texts[rows[i]];
            }
            sink.accept(rows, vectors);
        }
    }

    private CompletableFuture<long[][]> tokenize(String prompt, List<String> texts, int[] window) {
        return CompletableFuture.supplyAsync(() -> tokenizer.encode(
                Arrays.stream(window).mapToObj(i -> prompt + texts.get(i)).toList()));
    }

    @Override
    public void close() {
        tokenizer.close();
        graph.close();
        manager.close();
    }
}
