package io.retune.training.data;

import io.retune.dataset.RagDataset;
import io.retune.encoder.model.Prompts;
import io.retune.training.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Training examples of one data set: one for each training query and relevant passage.
 *
 * @param dataset holds the texts
 * @param examples in the order of the queries
 * @param prompts put in front of this data set's texts; absent: the model's
 */
public record TrainingSet(RagDataset dataset, List<TrainingExample> examples, Optional<Prompts> prompts) {
    /** Copies the examples. */
    public TrainingSet {
        examples = List.copyOf(examples);
    }

    /**
     * Collects the examples of some queries.
     *
     * @throws TrainingException if there are fewer than two, since in-batch negatives need another query
     */
    public static TrainingSet of(RagDataset dataset, List<String> queryIds) {
        List<TrainingExample> examples = new ArrayList<>();
        for (String query : queryIds) {
            List<String> negatives = dataset.negativeDocs().getOrDefault(query, List.of());
            // A query may have scored pairs only.
            dataset.relevantDocs().getOrDefault(query, Map.of()).forEach((passage, grade) -> {
                if (grade > 0) {
                    examples.add(new TrainingExample(query, passage, negatives));
                }
            });
        }
        if (examples.size() < 2) {
            throw new TrainingException(dataset.name() + ": has " + examples.size()
                    + " training pairs, expected at least 2; add queries with relevant passages to the split train");
        }
        return new TrainingSet(dataset, examples, Optional.empty());
    }

    /** The same with other examples. */
    public TrainingSet withExamples(List<TrainingExample> other) {
        return new TrainingSet(dataset, other, prompts);
    }

    /** The same with prompts of its own, for instance where its queries are another kind of question. */
    public TrainingSet withPrompts(Prompts own) {
        return new TrainingSet(dataset, examples, Optional.of(own));
    }
}
