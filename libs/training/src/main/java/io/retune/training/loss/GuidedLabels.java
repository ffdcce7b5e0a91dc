package io.retune.training.loss;

import io.retune.training.TrainingException;

/**
 * Labels of a batch with a guide's vectors of the same texts. A guide is a model that does not learn, so its vectors of
 * the training texts are computed once.
 *
 * @param labels which candidate is right
 * @param queries the guide's vectors of the queries, of length 1: {@code [B][G]}
 * @param candidates the guide's vectors of the candidates, of length 1: {@code [C][G]}; {@code G} need not be the
 *     dimensions of the model that learns
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to native code, never compared
public record GuidedLabels(Labels labels, float[][] queries, float[][] candidates) {
    /** The guide's vectors must be as many as those it guides. */
    void requireSizes(int rows, int columns) {
        if (queries.length != rows || candidates.length != columns) {
            throw new TrainingException("guide has vectors of " + queries.length + " queries and " + candidates.length
                    + " passages, expected those of the batch's " + rows + " and " + columns
                    + "; encode every training text with the guide");
        }
    }
}
