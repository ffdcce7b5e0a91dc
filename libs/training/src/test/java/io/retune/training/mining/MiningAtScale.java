package io.retune.training.mining;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.cache.VectorCache;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.EncodedSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Mines for many queries over many stored vectors and tells how long it took; {@code bench/mining.sh} runs it. Texts and
 * vectors are made up: passages lie around a thousand centres, so that ranks and margins have something to do.
 *
 * <p>Arguments: a folder for the vectors, queries, passages, dimensions.
 */
public final class MiningAtScale {
    private static final int CENTRES = 1_000;
    private static final int WORDS = 20_000;
    private static final int PASSAGE_WORDS = 45;
    private static final int QUERY_WORDS = 8;
    private static final int FLUSHED = 4_096;

    private final int queries;
    private final int passages;
    private final int width;
    private final RagDataset dataset;
    private final VectorCache cache;

    private MiningAtScale(Path folder, int queries, int passages, int width) {
        this.queries = queries;
        this.passages = passages;
        this.width = width;
        this.dataset = dataset();
        this.cache = VectorCache.open(folder, "made-up-" + width, Role.PASSAGE, width);
    }

    /** Stores what is not stored yet, then mines. */
    public static void main(String[] args) throws IOException {
        MiningAtScale scale = new MiningAtScale(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        scale.store();
        scale.measure();
    }

    private RagDataset dataset() {
        SplittableRandom random = new SplittableRandom(1);
        DatasetBuilder builder = RagDataset.builder("made up");
        List<String> train = new ArrayList<>();
        for (int i = 0; i < passages; i++) {
            builder.passage("p" + i, text(random, PASSAGE_WORDS));
        }
        for (int i = 0; i < queries; i++) {
            builder.query("q" + i, text(random, QUERY_WORDS)).relevant("q" + i, "p" + i);
            train.add("q" + i);
        }
        return builder.split(RagDataset.TRAIN, train).build();
    }

    private static String text(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(Integer.toString(1_000_000 + random.nextInt(WORDS), 36));
        }
        return text.toString();
    }

    private void store() {
        MessageDigest sha256 = sha256();
        float[] vector = new float[width];
        int stored = 0;
        for (int i = 0; i < passages + queries; i++) {
            boolean passage = i < passages;
            String text =
                    passage ? dataset.corpus().get("p" + i) : dataset.queries().get("q" + (i - passages));
            byte[] hash = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
            if (!cache.get(hash, vector, 0)) {
                // A query lies where its passage does, a little aside.
                fill(vector, passage ? i : i - passages, passage ? 0 : 1);
                cache.put(hash, vector, 0);
                stored++;
            }
            if (i % FLUSHED == 0) {
                cache.flush(); // what is not on the disk yet is kept in memory
            }
        }
        cache.flush();
        System.out.printf(Locale.ROOT, "stored %,d vectors of %d dimensions%n", stored, width);
    }

    private void fill(float[] vector, int number, int aside) {
        SplittableRandom centre = new SplittableRandom(number % CENTRES);
        SplittableRandom own = new SplittableRandom(CENTRES + number);
        SplittableRandom noise = new SplittableRandom(-1 - number);
        double norm = 0;
        for (int d = 0; d < width; d++) {
            vector[d] =
                    (float) (centre.nextDouble() - 0.5 + own.nextDouble() - 0.5 + aside * (noise.nextDouble() - 0.5));
            norm += vector[d] * vector[d];
        }
        for (int d = 0; d < width; d++) {
            vector[d] /= (float) Math.sqrt(norm);
        }
    }

    private void measure() throws IOException {
        MiningOptions options = MiningOptions.of(50, 100, 15, MiningOptions.Sampling.RANDOM, 42)
                .withLimits(ScoreLimits.relativeMargin(OptionalDouble.of(0.05)));
        EncodedSearch search = new EncodedSearch(new Stored(), dataset);
        long start = System.nanoTime();
        search.nearest(List.of("q0"), 1, (query, found) -> {});
        double loading = seconds(start);
        double processorBefore = processorSeconds();
        start = System.nanoTime();
        MiningAudit audit = HardNegativeMiner.mine(dataset, dataset.split(RagDataset.TRAIN), search, options)
                .audit();
        double mining = seconds(start);
        double processor = processorSeconds() - processorBefore;
        System.out.printf(
                Locale.ROOT,
                "loaded them in %.1f s%nmined %,d negatives for %,d queries over %,d vectors in %.1f s (%.1f s of"
                        + " processor time): %,.0f queries/s, %,.0f million products of %d/s%nleft out %s%npeak resident memory %,d MiB, heap %,d MiB%n",
                loading,
                audit.negatives(),
                queries,
                passages,
                mining,
                processor,
                queries / mining,
                (double) queries * passages / mining / 1e6,
                width,
                audit.removed(),
                peakResident() >> 20,
                Runtime.getRuntime().totalMemory() >> 20);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Tells more than the clock does where other work is done on the machine. */
    private static double processorSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(spent -> spent.toMillis() / 1e3)
                .orElse(Double.NaN);
    }

    private static long peakResident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Reads what was stored. */
    private final class Stored implements VectorSource {
        @Override
        public VectorMatrix encode(Role role, List<String> texts) {
            MessageDigest sha256 = sha256();
            VectorMatrix vectors = VectorMatrix.zeros(texts.size(), width);
            for (int i = 0; i < texts.size(); i++) {
                byte[] hash = sha256.digest(texts.get(i).getBytes(StandardCharsets.UTF_8));
                if (!cache.get(hash, vectors.values(), i * width)) {
                    throw new IllegalStateException("text " + i + " has no stored vector");
                }
            }
            return vectors;
        }

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("made-up-" + width, "made-up-" + width);
        }
    }
}
