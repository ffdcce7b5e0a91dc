package io.retune.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Queries, the passages that answer them, and who may look at which: the field's "RAG dataset". Immutable, and valid
 * by construction: every reference leads somewhere, no passage is blank, no query is in two splits, every query in a
 * split has something to be judged or trained by, and none that decides is blank. (A blank query in train happens in
 * published data; whoever trains leaves it out.)
 *
 * <p>All maps keep the order in which their entries were added, cannot be changed, and lack a key rather than hold an
 * empty value.
 */
public final class RagDataset {
    /** The split that trains. */
    public static final String TRAIN = "train";
    /** The split that selects; drawn from {@link #TRAIN} where a file has none. */
    public static final String DEV = "dev";
    /** The split that decides at the gate. */
    public static final String VAL = "val";

    private final String name;
    private final Map<String, String> queries;
    private final Map<String, String> corpus;
    private final Map<String, Map<String, Integer>> relevantDocs;
    private final Map<String, List<String>> negativeDocs;
    private final Map<String, String> referenceAnswers;
    private final Map<String, List<String>> queriesSplit;
    private final Map<String, Map<String, Float>> pairScores;

    RagDataset(DatasetBuilder parts, String place) {
        name = parts.name;
        queries = frozen(parts.queries);
        corpus = frozen(parts.corpus);
        relevantDocs = frozenMaps(parts.relevantDocs);
        negativeDocs = frozenLists(withoutEmpty(parts.negativeDocs));
        referenceAnswers = frozen(parts.referenceAnswers);
        queriesSplit = frozenLists(parts.queriesSplit);
        pairScores = frozenMaps(parts.pairScores);
        new Validation(this, place).check();
    }

    /**
     * An empty builder.
     *
     * @param name what reports and results call this data set; not blank
     */
    public static DatasetBuilder builder(String name) {
        return new DatasetBuilder(name, () -> name);
    }

    /** What reports and results call this data set; the file's name without {@code .json} when read from one. */
    public String name() {
        return name;
    }

    /** Query id to query text. */
    public Map<String, String> queries() {
        return queries;
    }

    /** Document id to passage text. */
    public Map<String, String> corpus() {
        return corpus;
    }

    /** Query id to document id to grade; grade 0 is judged and not relevant, 1 and more is relevant. */
    public Map<String, Map<String, Integer>> relevantDocs() {
        return relevantDocs;
    }

    /** Query id to the ids of its hard negatives, the hardest first where the source ranked them. */
    public Map<String, List<String>> negativeDocs() {
        return negativeDocs;
    }

    /** Query id to the answer a person or a model gave. */
    public Map<String, String> referenceAnswers() {
        return referenceAnswers;
    }

    /** Name of the split to its query ids. */
    public Map<String, List<String>> queriesSplit() {
        return queriesSplit;
    }

    /** Query id to document id to the similarity somebody gave the pair, on the source's own scale. */
    public Map<String, Map<String, Float>> pairScores() {
        return pairScores;
    }

    /** Whether the query's text says nothing: possible only in {@link #TRAIN} and outside all splits. */
    public boolean isBlank(String queryId) {
        return queries.getOrDefault(queryId, "").isBlank();
    }

    /** Whether there is a split of this name. */
    public boolean hasSplit(String split) {
        return queriesSplit.containsKey(split);
    }

    /**
     * The query ids of one split.
     *
     * @throws DatasetException when there is none of this name; it names those there are
     */
    public List<String> split(String split) {
        List<String> ids = queriesSplit.get(split);
        if (ids == null) {
            String there = queriesSplit.isEmpty()
                    ? "it has no splits at all"
                    : "it has " + String.join(", ", queriesSplit.keySet());
            throw new DatasetException(name + ": there is no split " + Quote.of(split) + ": " + there
                    + "; name one of its splits or add " + Quote.of(split) + " to queries_split");
        }
        return ids;
    }

    /**
     * The same data set with these hard negatives instead of its own.
     *
     * @throws DatasetException when an id leads nowhere or a negative is relevant to its query
     */
    public RagDataset withNegatives(Map<String, List<String>> negatives) {
        DatasetBuilder parts = parts();
        parts.negativeDocs = negatives;
        return new RagDataset(parts, name);
    }

    /**
     * The same data set with these scores of pairs instead of its own.
     *
     * @throws DatasetException when an id leads nowhere
     */
    public RagDataset withPairScores(Map<String, Map<String, Float>> scores) {
        DatasetBuilder parts = parts();
        parts.pairScores = scores;
        return new RagDataset(parts, name);
    }

    /**
     * The same data set with these splits instead of its own.
     *
     * @throws DatasetException when an id leads nowhere or is in two splits
     */
    public RagDataset withSplits(Map<String, List<String>> splits) {
        DatasetBuilder parts = parts();
        parts.queriesSplit = splits;
        return new RagDataset(parts, name);
    }

    /** SHA-256 in hex over ids and texts of the corpus, whatever their order. */
    public String corpusDigest() {
        return Digests.ofCorpus(this);
    }

    /**
     * SHA-256 in hex over a split's query ids, query texts and graded document ids, whatever their order: two splits
     * with the same digest, over corpora with the same {@link #corpusDigest()}, measure the same thing.
     *
     * @throws DatasetException when there is no such split
     */
    public String splitDigest(String split) {
        return queriesDigest(split(split));
    }

    /** The same over some queries, whichever split they are in. */
    public String queriesDigest(Iterable<String> queryIds) {
        return Digests.ofQueries(this, queryIds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RagDataset that
                && name.equals(that.name)
                && contents().equals(that.contents());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + queries.size();
    }

    @Override
    public String toString() {
        return name + " (" + queries.size() + " queries, " + corpus.size() + " passages)";
    }

    private List<Object> contents() {
        return List.of(queries, corpus, relevantDocs, negativeDocs, referenceAnswers, queriesSplit, pairScores);
    }

    private DatasetBuilder parts() {
        DatasetBuilder parts = builder(name);
        parts.queries = queries;
        parts.corpus = corpus;
        parts.relevantDocs = relevantDocs;
        parts.negativeDocs = negativeDocs;
        parts.referenceAnswers = referenceAnswers;
        parts.queriesSplit = queriesSplit;
        parts.pairScores = pairScores;
        return parts;
    }

    private static Map<String, List<String>> withoutEmpty(Map<String, List<String>> map) {
        Map<String, List<String>> copy = new LinkedHashMap<>(map);
        copy.values().removeIf(List::isEmpty);
        return copy;
    }

    private static Map<String, String> frozen(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    private static Map<String, List<String>> frozenLists(Map<String, List<String>> map) {
        Map<String, List<String>> copy = new LinkedHashMap<>(map);
        copy.replaceAll((key, list) -> List.copyOf(list));
        return Collections.unmodifiableMap(copy);
    }

    /** One entry is by far the commonest case, and {@code Map.of} keeps it in 24 bytes instead of 150. */
    private static <V> Map<String, Map<String, V>> frozenMaps(Map<String, Map<String, V>> map) {
        Map<String, Map<String, V>> copy = new LinkedHashMap<>(map);
        copy.replaceAll((key, inner) ->
                inner.size() == 1 ? Map.copyOf(inner) : Collections.unmodifiableMap(new LinkedHashMap<>(inner)));
        return Collections.unmodifiableMap(copy);
    }
}
