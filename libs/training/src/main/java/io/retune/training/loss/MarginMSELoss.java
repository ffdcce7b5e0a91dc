package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import io.retune.training.TrainingException;
import java.util.Set;

/**
 * Distillation: the margin between a query's positive and each of its negatives shall be the teacher's. Mean over all
 * negatives of the batch of the squared difference. There are no in-batch negatives.
 *
 * <p>Inputs: queries {@code [B, D]}; candidates {@code [C, D]}, positives and negatives among them. Student scores are
 * dot products, as in sentence-transformers; of vectors of length 1 they are cosines, and margins at most 2.
 *
 * <p>Teachers score in units of their own: margins of a cross-encoder's logits may be 10 and more, which no cosine can
 * reach. {@code teacherScale} brings them into the student's unit and must be chosen with the teacher;
 * sentence-transformers has no such parameter, which is a scale of 1.
 *
 * <p>Source: Hofstätter et al. 2020, https://arxiv.org/abs/2010.02666.
 *
 * @param teacherScale the teacher's margins are multiplied by it
 */
public record MarginMSELoss(float teacherScale) implements Loss<TeacherMargins> {
    /** Validates the scale. */
    public MarginMSELoss {
        TrainingException.requirePositive("teacher scale", teacherScale);
    }

    /**
     * Computes the mean loss over all negatives.
     *
     * @throws TrainingException if a query has no positive, or no query has a negative
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, TeacherMargins teacher) {
        float[] margins = teacher.allMargins();
        if (margins.length == 0) {
            throw new TrainingException("MarginMSELoss: none of the batch's " + teacher.positives().length
                    + " queries has a negative, expected at least one; mine hard negatives first");
        }
        NDArray scores = Scores.of(queries, candidates).flatten();
        int columns = Scores.size(candidates, 0);
        NDArray ofPositives = Scores.rows(scores, teacher.positiveCells(columns));
        NDArray ofNegatives = Scores.rows(scores, teacher.negativeCells(columns));
        NDArray wanted = scores.getManager().create(margins).mul(teacherScale);
        return ofPositives.sub(ofNegatives).sub(wanted).square().mean();
    }

    @Override
    public Set<Column> columns() {
        return Set.of(Column.QUERY, Column.POSITIVE, Column.NEGATIVES, Column.TEACHER_SCORES);
    }
}
