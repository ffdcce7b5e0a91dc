package io.retune.training.objective;

import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.PairScores;
import io.retune.training.search.QueryPassage;
import it.unimi.dsi.fastutil.objects.Object2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The vectors of all texts of a training set by a model that does not learn, computed once: a guide's, or a teacher's.
 * Four bytes for each value are held in memory.
 */
public final class TextVectors implements PairScores {
    private final ModelIdentity identity;
    private final Rows queries;
    private final Rows passages;

    private record Rows(Object2IntMap<String> rowOf, VectorMatrix matrix) {
        static Rows of(Stream<String> ids, Map<String, String> texts, Role role, VectorSource source) {
            Object2IntMap<String> rowOf = new Object2IntLinkedOpenHashMap<>();
            ids.forEach(id -> rowOf.putIfAbsent(id, rowOf.size()));
            List<String> encoded = rowOf.keySet().stream().map(texts::get).toList();
            return new Rows(rowOf, source.encode(role, encoded));
        }

        float[] get(String id) {
            if (!rowOf.containsKey(id)) {
                throw new IllegalArgumentException(id + ": is no text of the training set that was encoded");
            }
            int start = rowOf.getInt(id) * matrix.dimensions();
            return Arrays.copyOfRange(matrix.values(), start, start + matrix.dimensions());
        }
    }

    private TextVectors(ModelIdentity identity, Rows queries, Rows passages) {
        this.identity = identity;
        this.queries = queries;
        this.passages = passages;
    }

    /** Encodes queries, positives and negatives of all examples. */
    public static TextVectors of(TrainingSet set, VectorSource source) {
        RagDataset dataset = set.dataset();
        return new TextVectors(
                source.identity(),
                Rows.of(set.examples().stream().map(TrainingExample::queryId), dataset.queries(), Role.QUERY, source),
                Rows.of(
                        set.examples().stream()
                                .flatMap(example ->
                                        Stream.concat(Stream.of(example.positiveId()), example.negativeIds().stream())),
                        dataset.corpus(),
                        Role.PASSAGE,
                        source));
    }

    /** What made the vectors. */
    ModelIdentity identity() {
        return identity;
    }

    /** A query's vector. */
    float[] query(String id) {
        return queries.get(id);
    }

    /** A passage's vector. */
    float[] passage(String id) {
        return passages.get(id);
    }

    @Override
    public float[] scores(List<QueryPassage> pairs) {
        float[] scores = new float[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            float[] query = query(pairs.get(i).queryId());
            float[] passage = passage(pairs.get(i).passageId());
            float sum = 0;
            for (int value = 0; value < query.length; value++) {
                sum += query[value] * passage[value];
            }
            scores[i] = sum;
        }
        return scores;
    }

    @Override
    public String toString() {
        return identity.toString();
    }
}
