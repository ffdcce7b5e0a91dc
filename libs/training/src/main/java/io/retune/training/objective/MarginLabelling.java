package io.retune.training.objective;

import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.Column;
import io.retune.training.loss.TeacherMargins;
import io.retune.training.search.PairScores;
import io.retune.training.search.QueryPassage;
import java.util.ArrayList;
import java.util.EnumSet;
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
        List<QueryPassage> pairs = new ArrayList<>();
        pairs.add(new QueryPassage(query, batch.candidateIds().get(batch.positiveOf(row))));
        for (int column : negatives) {
            pairs.add(new QueryPassage(query, batch.candidateIds().get(column)));
        }
        float[] scores = teacher.scores(pairs);
        float[] margins = new float[negatives.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = scores[0] - scores[i + 1];
        }
        return margins;
    }

    @Override
    public Set<Column> adds(TrainingSet set) {
        Set<Column> added = EnumSet.of(Column.TEACHER_SCORES);
        if (inBatch) {
            added.add(Column.NEGATIVES);
        }
        return added;
    }

    @Override
    public String describe() {
        return ", " + (inBatch ? "all of the batch" : "own negatives") + ", teacher " + teacher;
    }
}
