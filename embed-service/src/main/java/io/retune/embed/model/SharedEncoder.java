package io.retune.embed.model;

import io.retune.encoder.CachedEncoder;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Progress;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.model.VectorDeltas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;

/**
 * An encoder for many threads: they take turns, in the order in which they came, slice by slice. Of those with more than
 * one text only one at a time stands in that line, so that a question waits for two slices at the most, however many
 * long requests there are.
 */
public final class SharedEncoder implements AutoCloseable {
    /** Texts of a turn. Longer turns would hardly be faster, and everybody else would wait. */
    public static final int SLICE = 64;

    private static final int REQUEST_SLICE = 16;

    /** Where those with more than one text wait for their place in the line of {@link #turn}. */
    private final ReentrantLock crowd = new ReentrantLock(true);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final TextEncoder encoder;
    private final CachedEncoder cached;
    private final ObjLongConsumer<Integer> meter;
    private volatile long busySince;
    /** Guarded by {@link #turn}. */
    private boolean closed;

    /**
     * Takes over an encoder.
     *
     * @param vectors folder of the cache on disk
     * @param meter hears texts and tokens of each turn
     */
    SharedEncoder(TextEncoder encoder, Path vectors, ObjLongConsumer<Integer> meter) {
        this.encoder = encoder;
        this.cached = new CachedEncoder(encoder, vectors);
        this.meter = meter;
    }

    /** Vectors of a request. */
    @SuppressWarnings("ArrayRecordComponent") // on its way into an answer, never compared
    public record Encoded(float[][] vectors, long tokens) {}

    /** What this encoder's vectors may be compared with. */
    public ModelIdentity identity() {
        return encoder.identity();
    }

    /** What the model adds to the vectors of single passages. */
    public Optional<VectorDeltas> deltas() {
        return encoder.deltas();
    }

    /** Values of a vector. */
    public int dimensions() {
        return encoder.dimensions();
    }

    /** Encodes without the cache: what people type would let it grow without end. */
    public Encoded encode(Role role, List<String> texts) {
        float[][] vectors = new float[texts.size()][];
        long tokens = 0;
        for (int start = 0; start < texts.size(); start += REQUEST_SLICE) {
            List<String> slice = texts.subList(start, Math.min(texts.size(), start + REQUEST_SLICE));
            int offset = start;
            tokens += inTurn(slice.size(), () -> {
                float[][] made = encoder.encode(role, slice);
                System.arraycopy(made, 0, vectors, offset, made.length);
            });
        }
        return new Encoded(vectors, tokens);
    }

    /**
     * Encodes what the cache on disk lacks.
     *
     * @param texts at most {@link #SLICE}
     */
    public VectorMatrix encodeCached(Role role, List<String> texts) {
        if (texts.size() > SLICE) {
            throw new IllegalArgumentException(
                    "found " + texts.size() + " texts, expected at most " + SLICE + "; cut them into slices");
        }
        VectorMatrix[] made = new VectorMatrix[1];
        inTurn(texts.size(), () -> made[0] = cached.encode(role, texts, Progress.NONE));
        return made[0];
    }

    /** How long the turn under way has lasted. */
    public Duration busyFor() {
        long since = busySince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    private long inTurn(int texts, Runnable work) {
        if (texts == 1) {
            return inLine(texts, work);
        }
        crowd.lock();
        try {
            return inLine(texts, work);
        } finally {
            crowd.unlock();
        }
    }

    private long inLine(int texts, Runnable work) {
        turn.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the encoder is closed: the service stops");
            }
            busySince = System.nanoTime();
            long before = encoder.tokens();
            work.run();
            long tokens = encoder.tokens() - before;
            meter.accept(texts, tokens);
            return tokens;
        } finally {
            busySince = 0;
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                try (encoder) { // also when the cache cannot be written
                    cached.close();
                }
            }
        } finally {
            turn.unlock();
        }
    }
}
