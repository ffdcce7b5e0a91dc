package io.retune.embed.judging;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.TrainVal;
import io.retune.embed.generation.DocumentChange;
import io.retune.embed.log.UnicodeText;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects an index' documents and feedback, in whatever order the partitions give them, into the same data set. */
final class SnapshotBuilder {
    /** So many queries can decide. */
    private static final double DECIDING = 100;

    private static final double SMALLEST_SHARE = 0.2;
    private static final double LARGEST_SHARE = 0.5;

    private final String index;
    private final Map<String, String> documents = new TreeMap<>();
    private final Map<String, Asked> asked = new TreeMap<>();

    SnapshotBuilder(String index) {
        this.index = index;
    }

    private record Asked(String query, Set<String> relevant) {}

    void apply(DocumentChange change) {
        if (!change.key().index().equals(index)) {
            return;
        }
        if (change.upsert().isPresent()) {
            documents.put(change.key().id(), change.upsert().get().text());
        } else {
            documents.remove(change.key().id());
        }
    }

    /** The last wording of a query counts; its documents add up, since people find different ones. */
    void add(String queryId, Feedback feedback) {
        if (queryId == null || queryId.isBlank()) {
            throw new EventException("feedback: found no key, expected the query's id; correct the producer");
        }
        UnicodeText.require("feedback", queryId + feedback.query());
        if (feedback.index().equals(index)) {
            Asked before = asked.get(queryId);
            Set<String> relevant = before == null ? new LinkedHashSet<>() : before.relevant();
            relevant.addAll(feedback.relevant());
            asked.put(queryId, new Asked(feedback.query(), relevant));
        }
    }

    /**
     * The data set with train and val.
     *
     * @throws DatasetException if there is not even one query for each
     */
    RagDataset build(long seed) {
        DatasetBuilder builder = RagDataset.builder(index);
        documents.forEach(builder::passage);
        int queries = 0;
        for (Map.Entry<String, Asked> entry : asked.entrySet()) {
            queries += add(builder, entry.getKey(), entry.getValue()) ? 1 : 0;
        }
        if (queries < 2) {
            throw new DatasetException("index " + index + ": found " + documents.size() + " documents and " + queries
                    + " queries of feedback whose documents are there, expected at least 2 queries, one to train and"
                    + " one to judge by (100 of them to decide); send feedback, or start the run with a data set");
        }
        return TrainVal.draw(builder.build(), share(queries), seed).dataset();
    }

    private boolean add(DatasetBuilder builder, String queryId, Asked query) {
        Set<String> there = new LinkedHashSet<>(query.relevant());
        there.retainAll(documents.keySet());
        if (there.isEmpty()) {
            return false;
        }
        builder.query(queryId, query.query());
        there.forEach(document -> builder.relevant(queryId, document));
        return true;
    }

    /** A fifth judges; more, up to a half, where a fifth is too few to decide. */
    private static double share(int queries) {
        return Math.max(SMALLEST_SHARE, Math.min(LARGEST_SHARE, DECIDING / queries));
    }
}
