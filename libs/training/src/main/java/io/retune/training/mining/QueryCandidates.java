package io.retune.training.mining;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.ArrayList;
import java.util.List;

/** A query on its way through the miner: its relevant passages, and what is left of those found, best first. */
final class QueryCandidates {
    private final String query;
    private final List<String> relevant;
    private final List<String> ids = new ArrayList<>();
    private final FloatArrayList scores = new FloatArrayList();
    private float[] relevantScores = {};

    /** Says why a candidate goes; null for one that stays. */
    interface Check {
        Removal of(int candidate);
    }

    QueryCandidates(String query, List<String> relevant) {
        this.query = query;
        this.relevant = relevant;
    }

    void add(String id, float score) {
        ids.add(id);
        scores.add(score);
    }

    void score(float[] ofRelevant) {
        relevantScores = ofRelevant;
    }

    void rescore(int candidate, float score) {
        scores.set(candidate, score);
    }

    /** Keeps the order of those that stay. */
    void remove(Check check, MiningTally tally) {
        int kept = 0;
        for (int i = 0; i < ids.size(); i++) {
            Removal reason = check.of(i);
            if (reason == null) {
                ids.set(kept, ids.get(i));
                scores.set(kept, scores.getFloat(i));
                kept++;
            } else {
                tally.removed(reason);
            }
        }
        ids.subList(kept, ids.size()).clear();
        scores.size(kept);
    }

    String query() {
        return query;
    }

    List<String> relevant() {
        return relevant;
    }

    float[] relevantScores() {
        return relevantScores;
    }

    /** Which relevant passage scores least; a negative must be worse than all. */
    int lowestRelevant() {
        int lowest = 0;
        for (int i = 1; i < relevantScores.length; i++) {
            if (relevantScores[i] < relevantScores[lowest]) {
                lowest = i;
            }
        }
        return lowest;
    }

    int size() {
        return ids.size();
    }

    String id(int candidate) {
        return ids.get(candidate);
    }

    float score(int candidate) {
        return scores.getFloat(candidate);
    }
}
