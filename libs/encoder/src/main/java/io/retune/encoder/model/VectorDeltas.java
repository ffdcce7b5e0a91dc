package io.retune.encoder.model;

import io.retune.encoder.VectorMatrix;
import it.unimi.dsi.fastutil.objects.Object2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntMaps;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is added to the vectors of single passages after the network, as NUDGE (arXiv:2409.02343) makes it. A passage is
 * known by the sha256 of its text: one whose text changes loses its delta, since that was made for another text.
 */
public final class VectorDeltas {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Origin origin;
    private final List<String> contentHashes;
    private final Object2IntMap<String> rows;
    private final Object2IntMap<String> documents;
    private final VectorMatrix values;

    /**
     * How the deltas came about.
     *
     * @param method for instance {@code nudge-n}
     * @param gamma how far passages were allowed to move
     * @param unitNorm whether a passage's vector is scaled to length 1 after its delta is added
     */
    public record Origin(String method, double gamma, boolean unitNorm) {}

    /**
     * Collects deltas.
     *
     * @param contentHashes sha256 of each passage's text, hexadecimal, each once
     * @param documents the documents that had these texts, to the row of their text; for telling what has changed
     * @param values one row per content hash; not copied
     * @throws IllegalArgumentException if they do not fit together or a value is not finite
     */
    public VectorDeltas(
            Origin origin, List<String> contentHashes, Map<String, Integer> documents, VectorMatrix values) {
        this.origin = origin;
        this.contentHashes = List.copyOf(contentHashes);
        this.rows = new Object2IntOpenHashMap<>(contentHashes.size());
        this.documents = Object2IntMaps.unmodifiable(new Object2IntLinkedOpenHashMap<>(documents));
        this.values = values;
        rows.defaultReturnValue(-1);
        contentHashes.forEach(hash -> rows.put(requireHash(hash), rows.size()));
        requireFit();
    }

    private static String requireHash(String hash) {
        if (!SHA256.matcher(hash).matches()) {
            throw new IllegalArgumentException(
                    "content hash \"" + hash + "\", expected the 64 hexadecimal digits of a sha256");
        }
        return hash;
    }

    private void requireFit() {
        if (values.rows() != contentHashes.size() || rows.size() != contentHashes.size()) {
            throw new IllegalArgumentException(values.rows() + " vector deltas for " + contentHashes.size()
                    + " content hashes, " + rows.size() + " of them distinct; expected one delta per distinct hash");
        }
        documents.forEach((document, row) -> {
            if (row < 0 || row >= values.rows()) {
                throw new IllegalArgumentException("document \"" + document + "\" has the vector delta in row " + row
                        + ", expected 0 to " + (values.rows() - 1));
            }
        });
        for (int i = 0; i < values.values().length; i++) {
            if (!Float.isFinite(values.values()[i])) {
                throw new IllegalArgumentException("vector delta in row " + i / values.dimensions() + " holds "
                        + values.values()[i] + ", expected finite numbers");
            }
        }
    }

    /** How the deltas came about. */
    public Origin origin() {
        return origin;
    }

    /** How many passages have a delta. */
    public int count() {
        return contentHashes.size();
    }

    /** Values of a delta. */
    public int dimensions() {
        return values.dimensions();
    }

    List<String> contentHashes() {
        return contentHashes;
    }

    Map<String, Integer> documents() {
        return documents;
    }

    /** Little endian 32-bit floats, row after row. */
    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.values().length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.values());
        return bytes;
    }

    /** Sha256 over everything that decides a vector, hexadecimal; part of the passage identity. */
    public String digest() {
        MessageDigest sha256 = Sha256.start();
        sha256.update((byte) (origin.unitNorm() ? 1 : 0));
        contentHashes.forEach(hash -> sha256.update(HexFormat.of().parseHex(hash)));
        sha256.update(bytes());
        return HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * Adds a passage's delta to its vector.
     *
     * @param contentHash sha256 of the passage's text, hexadecimal
     * @param vectors holds the network's vector, beginning at {@code offset}
     * @return whether the passage has a delta; otherwise the vector stays as it is
     */
    public boolean apply(String contentHash, float[] vectors, int offset) {
        int row = rows.getInt(contentHash);
        if (row < 0) {
            return false;
        }
        int width = values.dimensions();
        double squared = 0;
        for (int i = 0; i < width; i++) {
            float moved = vectors[offset + i] + values.values()[row * width + i];
            vectors[offset + i] = moved;
            squared += (double) moved * moved;
        }
        if (origin.unitNorm() && squared > 0) {
            double length = Math.sqrt(squared);
            for (int i = 0; i < width; i++) {
                vectors[offset + i] /= (float) length;
            }
        }
        return true;
    }

    /**
     * Whether a document had a delta for an earlier text: its new text is encoded without.
     *
     * @param contentHash sha256 of its text now, hexadecimal
     */
    public boolean isOutdated(String documentId, String contentHash) {
        return documents.containsKey(documentId)
                && !contentHashes.get(documents.getInt(documentId)).equals(contentHash);
    }
}
