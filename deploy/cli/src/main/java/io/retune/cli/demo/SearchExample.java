package io.retune.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.compare.ModelPair;
import io.retune.cli.option.JsonOption;
import io.retune.dataset.RagDataset;
import io.retune.training.evaluation.Evaluation;
import java.util.List;

/**
 * What a comparison means for single questions: how many found their passage higher or lower than before, and the one
 * that gained and the one that lost most.
 */
final class SearchExample {
    private static final int SHOWN_HITS = 3;
    private static final int SHOWN_CHARACTERS = 96;

    private final ModelPair pair;
    private String gained;
    private String lost;
    private double mostGained;
    private double mostLost;
    private int higher;
    private int lower;

    SearchExample(ModelPair pair) {
        this.pair = pair;
        for (String query : pair.judged().queries()) {
            double change = 1.0 / rank(pair.candidate(), query) - 1.0 / rank(pair.base(), query);
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
        int same = pair.judged().queries().size() - higher - lower;
        StringBuilder text =
                new StringBuilder("the right passage stands higher for %d questions, lower for %d, as before for %d"
                        .formatted(higher, lower, same));
        text.append("\n\nthe question that gained most, searched before and after:\n");
        describe(text, gained);
        if (lower > 0) {
            text.append("\n\nthe question that lost most:\n");
            describe(text, lost);
        }
        return text.toString();
    }

    private void describe(StringBuilder text, String query) {
        text.append('"').append(dataset().queries().get(query)).append('"');
        hits(text, "before", pair.base(), query);
        hits(text, "after ", pair.candidate(), query);
    }

    private void hits(StringBuilder text, String when, Evaluation evaluation, String query) {
        int rank = rank(evaluation, query);
        text.append(
                "\n  %s, the answer is %s".formatted(when, rank == Integer.MAX_VALUE ? "not found" : "hit " + rank));
        List<String> found = top(evaluation, query);
        for (int i = 0; i < found.size(); i++) {
            text.append("\n   %s%d %s"
                    .formatted(
                            isRelevant(query, found.get(i)) ? "*" : " ",
                            i + 1,
                            shortened(dataset().corpus().get(found.get(i)))));
        }
    }

    ObjectNode json() {
        ObjectNode json = JsonOption.object()
                .put("higher", higher)
                .put("lower", lower)
                .put("question", dataset().queries().get(gained));
        top(pair.base(), gained).forEach(array(json, "before")::add);
        top(pair.candidate(), gained).forEach(array(json, "after")::add);
        return json;
    }

    private static ArrayNode array(ObjectNode json, String name) {
        return json.putArray(name);
    }

    private List<String> top(Evaluation evaluation, String query) {
        List<String> found = evaluation.run().ranking(query).passageIds();
        return found.subList(0, Math.min(SHOWN_HITS, found.size()));
    }

    private int rank(Evaluation evaluation, String query) {
        List<String> found = evaluation.run().ranking(query).passageIds();
        for (int i = 0; i < found.size(); i++) {
            if (isRelevant(query, found.get(i))) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    private boolean isRelevant(String query, String passage) {
        return dataset().relevantDocs().get(query).getOrDefault(passage, 0) > 0;
    }

    private RagDataset dataset() {
        return pair.judged().dataset();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
