package io.retune.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Collects the parts of a {@link RagDataset} in any order. What can be judged at once (blank texts, repeated ids, bad
 * grades) fails at once; references are checked by {@link #build()}, when everything is there. Not safe for threads.
 */
public final class DatasetBuilder {
    final String name;
    Map<String, String> queries = new LinkedHashMap<>();
    Map<String, String> corpus = new LinkedHashMap<>();
    Map<String, Map<String, Integer>> relevantDocs = new LinkedHashMap<>();
    Map<String, List<String>> negativeDocs = new LinkedHashMap<>();
    Map<String, String> referenceAnswers = new LinkedHashMap<>();
    Map<String, List<String>> queriesSplit = new LinkedHashMap<>();
    Map<String, Map<String, Float>> pairScores = new LinkedHashMap<>();
    private final Supplier<String> place;

    /** @param place says in messages where the part just added comes from */
    DatasetBuilder(String name, Supplier<String> place) {
        if (name.isBlank()) {
            throw new DatasetException("a data set without a name; expected one that reports can show; name it");
        }
        this.name = name;
        this.place = place;
    }

    /**
     * Adds a query; fails when the id is there already or blank. A blank text is let through, since published train
     * splits have some: {@link #build()} refuses it only in a split that decides.
     */
    public DatasetBuilder query(String id, String text) {
        add("queries", queries, id, text);
        return this;
    }

    /** Adds a passage; fails when the id is there already or either is blank. */
    public DatasetBuilder passage(String id, String text) {
        addText("corpus", corpus, id, text);
        return this;
    }

    /** Adds the answer to a query; fails when it has one already or either is blank. */
    public DatasetBuilder referenceAnswer(String queryId, String answer) {
        addText("reference_answers", referenceAnswers, queryId, answer);
        return this;
    }

    /** Declares a passage relevant to a query, with grade 1. */
    public DatasetBuilder relevant(String queryId, String documentId) {
        return relevant(queryId, documentId, 1);
    }

    /**
     * Judges a passage for a query; fails when the pair is judged already.
     *
     * @param grade 0 for judged and not relevant, 1 and more for relevant
     */
    public DatasetBuilder relevant(String queryId, String documentId, int grade) {
        if (grade < 0) {
            throw at("relevant_docs of query " + Quote.of(queryId) + " gives document " + Quote.of(documentId)
                    + " the grade " + grade + "; expected 0 (not relevant) or more; correct the grade");
        }
        addPair("relevant_docs", relevantDocs, queryId, documentId, grade);
        return this;
    }

    /** Scores a pair; fails when it has a score already or the score is not finite. */
    public DatasetBuilder pairScore(String queryId, String documentId, float score) {
        if (!Float.isFinite(score)) {
            throw at("pair_scores of query " + Quote.of(queryId) + " gives document " + Quote.of(documentId)
                    + " the score " + score + "; expected a finite number; correct the score");
        }
        addPair("pair_scores", pairScores, queryId, documentId, score);
        return this;
    }

    /** Adds a hard negative to a query, after those it has. */
    public DatasetBuilder negative(String queryId, String documentId) {
        List<String> negatives = negativeDocs.get(queryId);
        if (negatives == null) {
            negativeDocs.put(queryId, List.of(documentId));
            return this;
        }
        if (negatives.size() == 1) {
            negatives = new ArrayList<>(negatives);
            negativeDocs.put(queryId, negatives);
        }
        negatives.add(documentId);
        return this;
    }

    /** Adds a split; fails when there is one of this name already. */
    public DatasetBuilder split(String split, List<String> queryIds) {
        if (split.isBlank()) {
            throw at("queries_split has a blank name; expected a name such as \"train\" or \"val\"; name the split");
        }
        if (queriesSplit.putIfAbsent(split, List.copyOf(queryIds)) != null) {
            throw at("queries_split has " + Quote.of(split) + " twice; expected each split once; join the two");
        }
        return this;
    }

    /** Whether a query of this id has been added. */
    public boolean hasQuery(String id) {
        return queries.containsKey(id);
    }

    /** Whether a passage of this id has been added. */
    public boolean hasPassage(String id) {
        return corpus.containsKey(id);
    }

    /** Whether the pair has been judged. */
    public boolean isJudged(String queryId, String documentId) {
        return relevantDocs.getOrDefault(queryId, Map.of()).containsKey(documentId);
    }

    /** Whether the passage is a hard negative of the query. */
    public boolean isNegative(String queryId, String documentId) {
        return negativeDocs.getOrDefault(queryId, List.of()).contains(documentId);
    }

    /**
     * The finished data set.
     *
     * @throws DatasetException when an id leads nowhere or the parts contradict each other
     */
    public RagDataset build() {
        return new RagDataset(this, place.get());
    }

    private void addText(String key, Map<String, String> texts, String id, String text) {
        if (text.isBlank()) {
            throw at(key + " has a blank text for " + Quote.of(id)
                    + "; expected something to read; write the text or remove the id everywhere");
        }
        add(key, texts, id, text);
    }

    private void add(String key, Map<String, String> texts, String id, String text) {
        if (id.isBlank()) {
            throw at(key + " has a blank id for " + Quote.of(text) + "; expected a name for it; give it one");
        }
        refuseHalfSurrogates(key + ": the id " + Quote.of(id), id);
        refuseHalfSurrogates(key + ": the text of " + Quote.of(id), text);
        if (texts.putIfAbsent(id, text) != null) {
            throw at(key + " has the id " + Quote.of(id) + " twice; expected each id once; rename or remove one");
        }
    }

    /** JSON can spell half a character by an escape; no UTF-8 file can hold it. */
    private void refuseHalfSurrogates(String what, String text) {
        int broken = Quote.unpairedSurrogate(text);
        if (broken >= 0) {
            throw at(what + " has half a surrogate pair (\\u" + Integer.toHexString(text.charAt(broken))
                    + ") as character " + (broken + 1) + "; expected Unicode text; remove or repair the character");
        }
    }

    private <V> void addPair(String key, Map<String, Map<String, V>> pairs, String queryId, String docId, V value) {
        Map<String, V> values = pairs.get(queryId);
        if (values == null) {
            pairs.put(queryId, Map.of(docId, value));
            return;
        }
        if (values.containsKey(docId)) {
            throw at(key + " of query " + Quote.of(queryId) + " has document " + Quote.of(docId)
                    + " twice; expected each document once; remove one");
        }
        if (values.size() == 1) {
            values = new LinkedHashMap<>(values);
            pairs.put(queryId, values);
        }
        values.put(docId, value);
    }

    private DatasetException at(String message) {
        return new DatasetException(place.get() + ": " + message);
    }
}
