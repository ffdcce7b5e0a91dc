package io.retune.encoder;

import io.retune.encoder.cache.VectorCache;
import io.retune.encoder.model.Sha256;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes texts whose vectors are not on disk yet, and keeps them there. One instance serves one thread at a time.
 *
 * <p>A run that was killed continues where it stopped, and its result equals an undisturbed run's bit for bit: windows
 * are cut over all texts of the request, batches of a window go longest first, and the cache keeps a batch whole or not
 * at all, so that what is missing afterwards is the end of the very same plan.
 *
 * <p>The network's own vectors are kept; deltas are added to what is read: a model and the same with deltas share them.
 */
public final class CachedEncoder implements AutoCloseable {
    private final TextEncoder encoder;
    private final Path folder;
    private final Map<Role, VectorCache> caches = new EnumMap<>(Role.class);
    private long cachedTexts;
    private long encodedTexts;

    /**
     * Wraps an encoder, which stays the caller's to close.
     *
     * @param folder of the cache, for all models; created when needed
     */
    public CachedEncoder(TextEncoder encoder, Path folder) {
        this.encoder = encoder;
        this.folder = folder;
    }

    /** The encoder behind the cache. */
    public TextEncoder encoder() {
        return encoder;
    }

    /** Distinct texts whose vectors were read from the cache so far. */
    public long cachedTexts() {
        return cachedTexts;
    }

    /** Distinct texts that went through the network so far. */
    public long encodedTexts() {
        return encodedTexts;
    }

    /**
     * Vectors of texts. A text that occurs more than once is encoded once.
     *
     * @param progress counts distinct texts
     * @return one row per text, in order
     * @throws EncoderException if the cache cannot be read or written
     */
    public VectorMatrix encode(Role role, List<String> texts, Progress progress) {
        Request request = new Request(texts, caches.computeIfAbsent(role, this::openCache));
        List<int[]> missing = request.readCached();
        progress.report(request.done, request.total);
        encoder.runNetwork(role, texts, missing, (rows, vectors) -> {
            request.accept(rows, vectors);
            progress.report(request.done, request.total);
        });
        request.addDeltas(role);
        request.copyRepeated();
        return request.result;
    }

    private VectorCache openCache(Role role) {
        return VectorCache.open(folder, encoder.networkIdentity().of(role), role, encoder.dimensions());
    }

    /** One call's state. */
    private final class Request {
        private final List<String> texts;
        private final VectorCache cache;
        private final VectorMatrix result;
        private final int width;
        /** For each text the first row with the same one. */
        private final int[] firstRows;
        /** Of the texts that the cache lacks. */
        private final byte[][] hashes;

        private final int total;
        private int done;

        Request(List<String> texts, VectorCache cache) {
            this.texts = texts;
            this.cache = cache;
            this.width = encoder.dimensions();
            this.result = VectorMatrix.zeros(texts.size(), width);
            this.firstRows = new int[texts.size()];
            this.hashes = new byte[texts.size()][];
            Object2IntOpenHashMap<String> seen = new Object2IntOpenHashMap<>();
            seen.defaultReturnValue(-1);
            for (int row = 0; row < firstRows.length; row++) {
                int first = seen.putIfAbsent(texts.get(row), row);
                firstRows[row] = first < 0 ? row : first;
            }
            this.total = seen.size();
        }

        /** Fills the rows that the cache has; of each window of texts, returns those it lacks. */
        List<int[]> readCached() {
            MessageDigest sha256 = Sha256.start();
            List<int[]> windows = new ArrayList<>();
            IntArrayList missing = new IntArrayList();
            int distinct = 0;
            for (int row = 0; row < firstRows.length; row++) {
                if (firstRows[row] != row) {
                    continue;
                }
                byte[] hash = sha256.digest(texts.get(row).getBytes(StandardCharsets.UTF_8));
                if (cache.get(hash, result.values(), row * width)) {
                    done++;
                } else {
                    hashes[row] = hash;
                    missing.add(row);
                }
                boolean windowEnds = ++distinct % TextEncoder.WINDOW == 0 || distinct == total;
                if (windowEnds && !missing.isEmpty()) {
                    windows.add(missing.toIntArray());
                    missing.clear();
                }
            }
            cachedTexts += done;
            return windows;
        }

        void accept(int[] rows, float[] vectors) {
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(vectors, i * width, result.values(), rows[i] * width, width);
                cache.put(hashes[rows[i]], vectors, i * width);
            }
            cache.flush();
            done += rows.length;
            encodedTexts += rows.length;
        }

        void addDeltas(Role role) {
            for (int row = 0; row < firstRows.length; row++) {
                if (firstRows[row] == row) {
                    encoder.addDelta(role, texts.get(row), result.values(), row * width);
                }
            }
        }

        void copyRepeated() {
            float[] values = result.values();
            for (int row = 0; row < firstRows.length; row++) {
                if (firstRows[row] != row) {
                    System.arraycopy(values, firstRows[row] * width, values, row * width, width);
                }
            }
        }
    }

    /** Closes the cache, not the encoder. */
    @Override
    public void close() {
        caches.values().forEach(VectorCache::close);
        caches.clear();
    }
}
