package io.retune.dataset.convert;

import java.util.List;

/** The names under which columns are found, in lower case; the first is the one that messages use. */
final class RowColumns {
    static final List<String> QUERY = List.of("query", "anchor", "question", "sentence1");
    static final List<String> PASSAGE = List.of("passage", "positive", "answer", "sentence2");
    static final List<String> NEGATIVE = List.of("negative", "negative_1");
    static final List<String> SCORE = List.of("score", "label");
    static final List<String> DOCUMENT_ID = List.of("id", "_id", "docid", "doc_id");
    static final List<String> QUERY_ID = List.of("id", "_id", "qid", "query_id");
    static final List<String> TEXT = List.of("text", "query", "question", "contents");

    private RowColumns() {}
}
