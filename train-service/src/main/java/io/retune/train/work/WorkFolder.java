package io.retune.train.work;

import io.retune.encoder.model.NewFolder;
import java.nio.file.Path;

/**
 * What a training keeps until its outcome is stored, so that a process that died can go on.
 *
 * @param folder of this training alone
 */
record WorkFolder(Path folder) {
    /** What was mined and left out; written before the data. */
    Path audit() {
        return folder.resolve("mining.json");
    }

    /** The training data with mined negatives; there once mining is done. */
    Path mined() {
        return folder.resolve("mined.json");
    }

    /** Weights and moments of the last steps, and the learning curve. */
    Path state() {
        return folder.resolve("state");
    }

    /** The learning curve. */
    Path curve() {
        return state().resolve("curve.jsonl");
    }

    /** The best step as a model folder. */
    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    /** Whose training it is. */
    Path run() {
        return folder.resolve("run");
    }

    void delete() {
        NewFolder.deleteQuietly(folder);
    }
}
