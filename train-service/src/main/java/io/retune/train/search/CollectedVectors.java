package io.retune.train.search;

import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.events.JudgedModel;
import io.retune.training.evaluation.VectorSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors of a data set's texts from a model's judging collections: what {@link QdrantSearch} finds by id, by text.
 */
public final class CollectedVectors implements VectorSource {
    private final QdrantSearch search;
    private final JudgedModel judged;
    private final int dimensions;
    private final Map<Role, Map<String, String>> idsByText = new EnumMap<>(Role.class);

    /**
     * Prepares vectors.
     *
     * @param search of the data set in the model's collections
     * @param judged the model
     * @param dimensions of its vectors
     */
    public CollectedVectors(QdrantSearch search, RagDataset dataset, JudgedModel judged, int dimensions) {
        this.search = search;
        this.judged = judged;
        this.dimensions = dimensions;
        idsByText.put(Role.QUERY, byText(dataset.queries()));
        idsByText.put(Role.PASSAGE, byText(dataset.corpus()));
    }

    private static Map<String, String> byText(Map<String, String> texts) {
        Map<String, String> ids = new HashMap<>();
        texts.forEach((id, text) -> ids.putIfAbsent(text, id));
        return ids;
    }

    @Override
    public VectorMatrix encode(Role role, List<String> texts) {
        VectorMatrix result = VectorMatrix.zeros(texts.size(), dimensions);
        if (role == Role.QUERY) {
            // All at once: those that are not in the collection are encoded, with one opened model.
            search.queries(texts.stream().map(text -> id(role, text)).toList());
        }
        for (int start = 0; start < texts.size(); start += QdrantSearch.BATCH) {
            List<String> ids = texts.subList(start, Math.min(texts.size(), start + QdrantSearch.BATCH)).stream()
                    .map(text -> id(role, text))
                    .toList();
            Map<String, float[]> found = role == Role.QUERY ? search.queries(ids) : search.passages(ids);
            for (int i = 0; i < ids.size(); i++) {
                System.arraycopy(found.get(ids.get(i)), 0, result.values(), (start + i) * dimensions, dimensions);
            }
        }
        return result;
    }

    private String id(Role role, String text) {
        String id = idsByText.get(role).get(text);
        if (id == null) {
            throw new IllegalArgumentException("\"" + text + "\": is no text of the data set whose vectors these are");
        }
        return id;
    }

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity(judged.passageIdentity(), judged.queryIdentity());
    }
}
