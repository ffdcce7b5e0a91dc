package io.retune.metrics;

import java.util.List;
import java.util.Map;

/** The grades of one query's ranking, best passage first, and those of the ideal ranking. */
final class GradedRanking {
    private static final double LOG_2 = Math.log(2);

    private final int[] grades;
    private final int[] idealGrades;

    /** Only the first {@code depth} passages of the ranking are graded. */
    GradedRanking(Map<String, Integer> judgments, Ranking ranking, int depth) {
        List<String> passages = ranking.passageIds();
        grades = new int[Math.min(depth, ranking.size())];
        for (int rank = 0; rank < grades.length; rank++) {
            grades[rank] = judgments.getOrDefault(passages.get(rank), 0);
        }
        idealGrades = judgments.values().stream()
                .filter(grade -> grade > 0)
                .mapToInt(grade -> -grade)
                .sorted()
                .map(grade -> -grade)
                .toArray();
    }

    /** Number of relevant passages of the query, found or not. */
    int relevant() {
        return idealGrades.length;
    }

    /** Length of the ranking cut at k. */
    int length(int k) {
        return Math.min(k, grades.length);
    }

    boolean isRelevant(int rank) {
        return grades[rank] > 0;
    }

    int relevantUpTo(int k) {
        int found = 0;
        for (int rank = 0; rank < length(k); rank++) {
            if (isRelevant(rank)) {
                found++;
            }
        }
        return found;
    }

    double cumulativeGain(int k) {
        return cumulativeGain(grades, k);
    }

    double idealGain(int k) {
        return cumulativeGain(idealGrades, k);
    }

    private static double cumulativeGain(int[] grades, int k) {
        double sum = 0;
        for (int rank = 0; rank < Math.min(k, grades.length); rank++) {
            if (grades[rank] > 0) {
                sum += grades[rank] / (Math.log(rank + 2) / LOG_2);
            }
        }
        return sum;
    }
}
