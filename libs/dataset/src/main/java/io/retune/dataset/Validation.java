package io.retune.dataset;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What a data set's parts promise each other. The first broken promise is told, with the number of its kind. */
final class Validation {
    private final RagDataset dataset;
    private final String place;

    Validation(RagDataset dataset, String place) {
        this.dataset = dataset;
        this.place = place;
    }

    void check() {
        if (dataset.queries().isEmpty()) {
            throw new DatasetException(place + ": queries is empty; expected at least one query; add some");
        }
        if (dataset.corpus().isEmpty()) {
            throw new DatasetException(place + ": corpus is empty; expected at least one passage; add some");
        }
        checkReferences("relevant_docs", dataset.relevantDocs());
        checkReferenceLists("negative_docs", dataset.negativeDocs());
        checkReferences("pair_scores", dataset.pairScores());
        checkQueries("reference_answers", dataset.referenceAnswers().keySet());
        checkSplits();
        checkNegatives();
    }

    private void checkReferences(String key, Map<String, ? extends Map<String, ?>> references) {
        checkQueries(key, references.keySet());
        Kind dangling = new Kind();
        references.forEach((query, documents) -> checkDocuments(dangling, key, query, documents.keySet()));
        dangling.throwFirst();
    }

    private void checkReferenceLists(String key, Map<String, List<String>> references) {
        checkQueries(key, references.keySet());
        Kind dangling = new Kind();
        references.forEach((query, documents) -> checkDocuments(dangling, key, query, documents));
        dangling.throwFirst();
    }

    private void checkDocuments(Kind dangling, String key, String query, Iterable<String> documents) {
        for (String document : documents) {
            if (!dataset.corpus().containsKey(document)) {
                dangling.add(() -> key + ": query " + Quote.of(query) + " refers to document " + Quote.of(document)
                        + ", which is not in corpus (" + dataset.corpus().size()
                        + " documents); add it or remove the reference");
            }
        }
    }

    private void checkQueries(String key, Set<String> ids) {
        Kind dangling = new Kind();
        for (String id : ids) {
            checkQuery(dangling, key, id);
        }
        dangling.throwFirst();
    }

    private void checkQuery(Kind dangling, String key, String id) {
        if (!dataset.queries().containsKey(id)) {
            dangling.add(() -> key + " names query " + Quote.of(id) + ", which is not in queries ("
                    + dataset.queries().size() + " queries); add it or remove the reference");
        }
    }

    private void checkSplits() {
        Kind dangling = new Kind();
        Kind repeated = new Kind();
        Kind blank = new Kind();
        Kind unjudged = new Kind();
        Map<String, String> splitOf = new HashMap<>();
        dataset.queriesSplit().forEach((split, ids) -> {
            for (String id : ids) {
                checkQuery(dangling, "queries_split: " + split, id);
                String other = splitOf.putIfAbsent(id, split);
                if (other != null) {
                    repeated.add(() -> "queries_split has query " + Quote.of(id) + " in "
                            + (other.equals(split) ? split + " twice" : other + " and in " + split)
                            + "; expected each query in one split, once; remove it from one");
                }
                if (!split.equals(RagDataset.TRAIN) && dataset.isBlank(id)) {
                    blank.add(() -> "queries_split: query " + Quote.of(id) + " of " + split
                            + " has a blank text; expected a query that can be judged;"
                            + " write the text or remove the query from the split");
                }
                if (!usable(split, id)) {
                    unjudged.add(() -> "queries_split: query " + Quote.of(id) + " of " + split
                            + " has no relevant document; expected one or more in relevant_docs with a grade over 0;"
                            + " add one or remove the query from the split");
                }
            }
        });
        dangling.throwFirst();
        repeated.throwFirst();
        blank.throwFirst();
        unjudged.throwFirst();
    }

    /** Training needs a relevant passage or a scored pair, judging needs a relevant passage. */
    private boolean usable(String split, String query) {
        return dataset.relevantDocs().getOrDefault(query, Map.of()).values().stream()
                        .anyMatch(grade -> grade > 0)
                || (split.equals(RagDataset.TRAIN) && dataset.pairScores().containsKey(query));
    }

    private void checkNegatives() {
        Kind contradiction = new Kind();
        Kind repeated = new Kind();
        dataset.negativeDocs().forEach((query, documents) -> {
            Map<String, Integer> grades = dataset.relevantDocs().getOrDefault(query, Map.of());
            if (documents.size() > 1 && new HashSet<>(documents).size() < documents.size()) {
                repeated.add(() -> "negative_docs of query " + Quote.of(query)
                        + " has a document twice; expected each document once; remove one");
            }
            for (String document : documents) {
                if (grades.getOrDefault(document, 0) > 0) {
                    contradiction.add(() -> "negative_docs of query " + Quote.of(query) + " has document "
                            + Quote.of(document) + ", which relevant_docs has too;"
                            + " expected a negative to be not relevant; remove it from one of the two");
                }
            }
        });
        contradiction.throwFirst();
        repeated.throwFirst();
    }

    /** Problems of one kind: the first in words, the others as a number. */
    private final class Kind {
        private String first;
        private int count;

        void add(Supplier<String> message) {
            if (count++ == 0) {
                first = message.get();
            }
        }

        void throwFirst() {
            if (count > 0) {
                throw new DatasetException(
                        place + ": " + first + (count > 1 ? " (and " + (count - 1) + " more of this kind)" : ""));
            }
        }
    }
}
