package io.retune.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over sorted, length-prefixed parts: neither the order of a file nor the place of a boundary matters. A tag
 * at the front keeps the kinds of digest apart and would change with the layout.
 */
final class Digests {
    private final MessageDigest sha256;

    private Digests(String tag) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        text(tag);
    }

    static String ofCorpus(RagDataset dataset) {
        Digests digest = new Digests("retune corpus 1");
        for (String id : sorted(dataset.corpus().keySet())) {
            digest.text(id);
            digest.text(dataset.corpus().get(id));
        }
        return digest.hex();
    }

    static String ofQueries(RagDataset dataset, Iterable<String> ids) {
        Digests digest = new Digests("retune split 1");
        for (String id : sorted(ids)) {
            digest.text(id);
            digest.text(dataset.queries().get(id));
            Map<String, Integer> grades = new TreeMap<>(dataset.relevantDocs().getOrDefault(id, Map.of()));
            digest.number(grades.size());
            grades.forEach((document, grade) -> {
                digest.text(document);
                digest.number(grade);
            });
        }
        return digest.hex();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        sha256.update(bytes);
    }

    private void number(int number) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }

    private String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static List<String> sorted(Iterable<String> ids) {
        List<String> sorted = new ArrayList<>();
        ids.forEach(sorted::add);
        Collections.sort(sorted);
        return sorted;
    }
}
