package io.retune.train.work;

import io.retune.training.TrainingResult;
import java.util.List;

/**
 * What a training came to.
 *
 * @param result its figures
 * @param unchanged why the model stays as it is; empty: there is a checkpoint in the work folder
 */
record Trained(TrainingResult result, List<String> unchanged) {}
