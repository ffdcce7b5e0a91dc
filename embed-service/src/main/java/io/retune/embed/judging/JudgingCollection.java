package io.retune.embed.judging;

import io.retune.dataset.RagDataset;
import io.retune.embed.model.SharedEncoder;
import io.retune.encoder.Role;
import io.retune.encoder.model.Sha256;
import io.retune.vectors.CollectionSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Texts of a data set that are to lie encoded in one collection. Its name says what is in it: a digest of the texts and
 * the identity of the encoder. So it never changes, and every run that needs the same finds it.
 *
 * @param spec the collection
 * @param role of the texts
 * @param texts by id
 */
record JudgingCollection(CollectionSpec spec, Role role, Map<String, String> texts) {
    private static final int SHORT_DIGEST = 16;

    static JudgingCollection passages(RagDataset dataset, SharedEncoder encoder) {
        return of("eval", dataset.corpusDigest(), Role.PASSAGE, dataset.corpus(), encoder);
    }

    /** Of all splits. Their own digest is in the name, not the corpus': the same passages may get other questions. */
    static JudgingCollection queries(RagDataset dataset, SharedEncoder encoder) {
        return of("queries", digest(dataset.queries()), Role.QUERY, dataset.queries(), encoder);
    }

    private static JudgingCollection of(
            String prefix, String digest, Role role, Map<String, String> texts, SharedEncoder encoder) {
        String identity = encoder.identity().of(role);
        String name = String.join("--", prefix, shortened(digest), shortened(identity));
        CollectionSpec spec = new CollectionSpec(
                name, encoder.dimensions(), Map.of("texts_digest", digest, "encoder_identity", identity));
        return new JudgingCollection(spec, role, texts);
    }

    private static String shortened(String digest) {
        return digest.substring(0, SHORT_DIGEST);
    }

    private static String digest(Map<String, String> texts) {
        return Sha256.of(new TreeMap<>(texts)
                .entrySet().stream()
                        .map(entry -> Sha256.of(entry.getKey()) + Sha256.of(entry.getValue()))
                        .collect(Collectors.joining("\n")));
    }

    String name() {
        return spec.name();
    }

    /** Ids in the order in which they are encoded: texts of like length together waste no padding. */
    List<String> longestFirst() {
        return texts.keySet().stream()
                .sorted(Comparator.comparingInt((String id) -> texts.get(id).length())
                        .reversed())
                .toList();
    }
}
