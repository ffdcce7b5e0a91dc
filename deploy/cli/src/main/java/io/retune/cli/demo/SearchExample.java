package io.retune.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.option.JsonOption;
import io.retune.dataset.RagDataset;
import java.util.List;
import java.util.Map;

/**
 * What a promotion means for single questions: how many found their passage higher or lower than before, and the one that
 * gained and the one that lost most.
 */
final class SearchExample {
    private static final int SHOWN_HITS = 3;
    private static final int SHOWN_CHARACTERS = 96;

    private final RagDataset dataset;
    private final Map<String, List<String>> before;
    private final Map<String, List<String>> after;
    private String gained;
    private String lost;
    private double mostGained;
    private double mostLost;
    private int higher;
    private int lower;

    /**
     * Compares two searches.
     *
     * @param dataset says which passages are relevant
     * @param before query id to the passages found, best first
     * @param after the same queries
     */
    SearchExample(RagDataset dataset, Map<String, List<String>> before, Map<String, List<String>> after) {
        this.dataset = dataset;
        this.before = before;
        this.after = after;
        for (String query : before.keySet()) {
            double change = 1.0 / rank(after, query) - 1.0 / rank(before, query);
            if (change > 0) {
                higher++;
            } else if (change < 0) {
                lower++;
            }
            if (gained == null || change > mostGained) {
                gained = query;
                mostGained = change;
            }
            if (lost == null || change < mostLost) {
                lost = query;
                mostLost = change;
            }
        }
    }

    String text() {
        int same = before.size() - higher - lower;
        StringBuilder text = new StringBuilder(
                "of %d questions, the right passage stands higher for %d, lower for %d, as before for %d"
                        .formatted(before.size(), higher, lower, same));
        text.append("\n\nthe question that gained most, searched before and after:\n");
        describe(text, gained);
        if (lower > 0) {
            text.append("\n\nthe question that lost most:\n");
            describe(text, lost);
        }
        return text.toString();
    }

    private void describe(StringBuilder text, String query) {
        text.append('"').append(dataset.queries().get(query)).append('"');
        hits(text, "before", before, query);
        hits(text, "after ", after, query);
    }

    private void hits(StringBuilder text, String when, Map<String, List<String>> found, String query) {
        int rank = rank(found, query);
        int looked = found.get(query).size();
        text.append("\n  %s, the answer is %s"
                .formatted(when, rank == Integer.MAX_VALUE ? "not among the first " + looked : "hit " + rank));
        List<String> top = top(found, query);
        for (int i = 0; i < top.size(); i++) {
            text.append("\n   %s%d %s"
                    .formatted(
                            isRelevant(query, top.get(i)) ? "*" : " ",
                            i + 1,
                            shortened(dataset.corpus().getOrDefault(top.get(i), "document " + top.get(i)))));
        }
    }

    ObjectNode json() {
        ObjectNode json = JsonOption.object()
                .put("questions", before.size())
                .put("higher", higher)
                .put("lower", lower)
                .put("question", dataset.queries().get(gained));
        json.set("before", JsonOption.tree(top(before, gained)));
        json.set("after", JsonOption.tree(top(after, gained)));
        return json;
    }

    private static List<String> top(Map<String, List<String>> found, String query) {
        List<String> ids = found.get(query);
        return ids.subList(0, Math.min(SHOWN_HITS, ids.size()));
    }

    private int rank(Map<String, List<String>> found, String query) {
        List<String> ids = found.get(query);
        for (int i = 0; i < ids.size(); i++) {
            if (isRelevant(query, ids.get(i))) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    private boolean isRelevant(String query, String passage) {
        return dataset.relevantDocs().get(query).getOrDefault(passage, 0) > 0;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
