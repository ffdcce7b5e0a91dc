package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Query vectors, and the passages that answer them.
 *
 * @param queries one row per query
 * @param relevant for each query the rows of its relevant passages, with grades of 1 and more
 */
public record JudgedVectors(VectorMatrix queries, List<Int2IntMap> relevant) {
    /** Validates that every query has a relevant passage. */
    public JudgedVectors {
        relevant = List.copyOf(relevant);
        if (queries.rows() != relevant.size()) {
            throw new IllegalArgumentException(
                    "query vectors and judgments differ: " + queries.rows() + " != " + relevant.size());
        }
        for (int query = 0; query < relevant.size(); query++) {
            Int2IntMap grades = relevant.get(query);
            if (grades.isEmpty() || grades.values().intStream().anyMatch(grade -> grade < 1)) {
                throw new IllegalArgumentException("query in row " + query + ": judgments are " + grades
                        + ", expected a grade of 1 or more for at least one passage; leave others out");
            }
        }
    }

    /** These queries, then others. */
    JudgedVectors and(JudgedVectors others) {
        int width = queries.dimensions();
        VectorMatrix all = VectorMatrix.zeros(queries.rows() + others.queries().rows(), width);
        System.arraycopy(queries.values(), 0, all.values(), 0, queries.values().length);
        System.arraycopy(
                others.queries().values(),
                0,
                all.values(),
                queries.values().length,
                others.queries().values().length);
        List<Int2IntMap> judgments = new ArrayList<>(relevant);
        judgments.addAll(others.relevant());
        return new JudgedVectors(all, judgments);
    }
}
