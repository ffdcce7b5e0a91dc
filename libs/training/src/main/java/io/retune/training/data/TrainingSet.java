package io.retune.training.data;

import io.retune.dataset.RagDataset;
import io.retune.training.TrainingException;
import io.retune.training.loss.Column;
import io.retune.training.objective.Objective;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Training examples of one data set: one for each training query and relevant passage, or for each scored pair.
 *
 * @param dataset holds the texts
 * @param examples in the order of the queries
 * @param objective what is made small; absent: in-batch negatives at the training's scale
 */
public record TrainingSet(RagDataset dataset, List<TrainingExample> examples, Optional<Objective<?>> objective) {
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
        return of(dataset, examples, "training pairs", "add queries with relevant passages to the split train");
    }

    /**
     * Collects the scored pairs of some queries; a pair's passage stands as its example's positive, whatever its score.
     *
     * @throws TrainingException if there are fewer than two, since only their order counts
     */
    public static TrainingSet ofScores(RagDataset dataset, List<String> queryIds) {
        List<TrainingExample> examples = new ArrayList<>();
        for (String query : queryIds) {
            dataset.pairScores()
                    .getOrDefault(query, Map.of())
                    .keySet()
                    .forEach(passage -> examples.add(new TrainingExample(query, passage, List.of())));
        }
        return of(dataset, examples, "scored pairs", "add pair_scores of queries in the split train");
    }

    private static TrainingSet of(RagDataset dataset, List<TrainingExample> examples, String what, String remedy) {
        requireTwo(dataset, examples, what, remedy);
        return new TrainingSet(dataset, examples, Optional.empty());
    }

    private static void requireTwo(RagDataset dataset, List<TrainingExample> examples, String what, String remedy) {
        if (examples.size() < 2) {
            throw new TrainingException(
                    dataset.name() + ": has " + examples.size() + " " + what + ", expected at least 2; " + remedy);
        }
    }

    /** The same with other examples. */
    public TrainingSet withExamples(List<TrainingExample> other) {
        return new TrainingSet(dataset, other, objective);
    }

    /**
     * The same with another loss, and without the examples that it has no use for.
     *
     * @throws TrainingException if the data set lacks what the loss needs, or has it for fewer than two examples
     */
    public TrainingSet withObjective(Objective<?> own) {
        own.requireColumns(this);
        List<TrainingExample> used = examples.stream().filter(own::uses).toList();
        requireTwo(dataset, used, "examples that its loss learns from", "add such examples to the split train");
        return new TrainingSet(dataset, used, Optional.of(own));
    }

    /** What must be the same for two sets to teach the same: texts, what is relevant, negatives, the loss. */
    public String describe() {
        Set<String> queries = new LinkedHashSet<>();
        examples.forEach(example -> queries.add(example.queryId()));
        return "%s, corpus %s, queries %s, %d examples %x%s"
                .formatted(
                        dataset.name(),
                        dataset.corpusDigest(),
                        dataset.queriesDigest(queries),
                        examples.size(),
                        examples.hashCode(),
                        objective.map(own -> ", " + own).orElse(""));
    }

    /** What its examples have. */
    public Set<Column> columns() {
        Set<Column> found = EnumSet.of(Column.QUERY, Column.PASSAGE);
        if (examples.stream()
                .anyMatch(example -> dataset.relevantDocs()
                                .getOrDefault(example.queryId(), Map.of())
                                .getOrDefault(example.positiveId(), 0)
                        > 0)) {
            found.add(Column.POSITIVE);
        }
        if (examples.stream().anyMatch(example -> !example.negativeIds().isEmpty())) {
            found.add(Column.NEGATIVES);
        }
        return found;
    }
}
