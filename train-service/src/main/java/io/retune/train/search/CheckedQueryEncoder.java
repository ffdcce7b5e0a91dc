package io.retune.train.search;

import io.retune.encoder.Dtype;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.events.JudgedModel;
import io.retune.training.TrainingException;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes queries with a judged model, after making sure that the vectors may be compared with its collections. The
 * encoder is open only while it encodes: a training needs the memory.
 *
 * @param folder the model
 * @param dtype its number format here
 * @param judged what filled the collections
 * @param safePoint is called after every batch; may throw
 */
public record CheckedQueryEncoder(ModelFolder folder, Dtype dtype, JudgedModel judged, Runnable safePoint)
        implements QdrantSearch.QueryEncoder {
    @Override
    public float[][] encode(List<String> texts) {
        try (TextEncoder encoder = TextEncoder.open(folder, dtype)) {
            String found = encoder.identity().query();
            if (!found.equals(judged.queryIdentity())) {
                throw new TrainingException(
                        "model " + folder.name() + ": its query identity in " + dtype.label()
                                + " is " + found + " here, expected " + judged.queryIdentity()
                                + ", which encoded the collections; state the model's dtype in the request and start a new run");
            }
            float[][] result = new float[texts.size()][];
            int width = encoder.dimensions();
            encoder.encode(Role.QUERY, texts, (rows, vectors) -> {
                for (int i = 0; i < rows.length; i++) {
                    result[rows[i]] = Arrays.copyOfRange(vectors, i * width, (i + 1) * width);
                }
                safePoint.run();
            });
            return result;
        }
    }
}
