package io.retune.training.objective;

import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.Column;
import io.retune.training.loss.TeacherMargins;
import io.retune.training.search.PairScores;
import io.retune.training.search.QueryPassage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A teacher's margins within a batch.
 *
 * @param inBatch whether all other passages of the batch are negatives, not only the query's own
 */
record MarginLabelling(PairScores teacher, boolean inBatch) implements Labelling<TeacherMargins> {
    @Override
    public TeacherMargins labels(TokenizedBatch batch) {
        int rows = batch.queryIds().size();
        int[] positives = new int[rows];
        int[][] negatives = new int[rows][];
        float[][] margins = new float[rows][];
        for (int row = 0; row < rows; row++) {
            positives[row] = batch.positiveOf(row);
            negatives[row] = inBatch ? others(batch, row) : batch.negativesOf(row);
            margins[row] = margins(batch, row, negatives[row]);
        }
        return new TeacherMargins(positives, negatives, margins);
    }

    private static int[] others(TokenizedBatch batch, int row) {
        return IntStream.range(0, batch.candidateIds().size())
                .filter(column -> column != batch.positiveOf(row) && !batch.excluded(row, column))
                .toArray();
    }

    private float[] margins(TokenizedBatch batch, int row, int[] negatives) {
        String query = batch.queryIds().get(row);
        String positive = batch.candidateIds().get(batch.positiveOf(row));
        List<String> others =
                Arrays.stream(negatives).mapToObj(batch.candidateIds()::get).toList();
        float[] scores = teacher.scores(pairs(query, positive, others));
        float[] margins = new float[negatives.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = scores[0] - scores[i + 1];
        }
        return margins;
    }

    private static List<QueryPassage> pairs(String query, String positive, List<String> negatives) {
        List<QueryPassage> pairs = new ArrayList<>();
        pairs.add(new QueryPassage(query, positive));
        negatives.forEach(id -> pairs.add(new QueryPassage(query, id)));
        return pairs;
    }

    @Override
    public boolean uses(TrainingExample example) {
        return inBatch || !example.negativeIds().isEmpty();
    }

    /** What the teacher does not know of the examples is found out here, and not when a batch first needs it. */
    @Override
    public Set<Column> adds(TrainingSet set) {
        if (inBatch) {
            return Set.of(Column.TEACHER_SCORES, Column.NEGATIVES);
        }
        if (teacher instanceof StoredScores stored
                && stored.dataset().pairScores().isEmpty()) {
            return Set.of();
        }
        for (TrainingExample example : set.examples()) {
            if (uses(example)) {
                teacher.scores(pairs(example.queryId(), example.positiveId(), example.negativeIds()));
            }
        }
        return Set.of(Column.TEACHER_SCORES);
    }

    @Override
    public String describe() {
        return ", " + (inBatch ? "all of the batch" : "own negatives") + ", teacher " + teacher;
    }
}
