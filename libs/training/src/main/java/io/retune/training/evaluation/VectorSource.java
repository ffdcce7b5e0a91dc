package io.retune.training.evaluation;

import io.retune.encoder.CachedEncoder;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Progress;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.VectorMatrix;
import java.util.List;

/** Where an evaluation's vectors come from. */
public interface VectorSource {
    /** One row per text. */
    VectorMatrix encode(Role role, List<String> texts);

    /** What made the vectors. */
    ModelIdentity identity();

    /** Vectors that are kept on disk and read from there the next time. */
    static VectorSource cached(CachedEncoder encoder, Progress progress) {
        return new VectorSource() {
            @Override
            public VectorMatrix encode(Role role, List<String> texts) {
                return encoder.encode(role, texts, progress);
            }

            @Override
            public ModelIdentity identity() {
                return encoder.encoder().identity();
            }
        };
    }

    /** Vectors of a model that will not be seen again, such as one in the middle of a training. */
    static VectorSource fresh(TextEncoder encoder) {
        return fresh(encoder, () -> {});
    }

    /**
     * The same.
     *
     * @param safePoint is called after every batch; may throw
     */
    static VectorSource fresh(TextEncoder encoder, Runnable safePoint) {
        return new VectorSource() {
            @Override
            public VectorMatrix encode(Role role, List<String> texts) {
                int width = encoder.dimensions();
                VectorMatrix matrix = VectorMatrix.zeros(texts.size(), width);
                encoder.encode(role, texts, (rows, vectors) -> {
                    for (int i = 0; i < rows.length; i++) {
                        System.arraycopy(vectors, i * width, matrix.values(), rows[i] * width, width);
                    }
                    safePoint.run();
                });
                return matrix;
            }

            @Override
            public ModelIdentity identity() {
                return encoder.identity();
            }
        };
    }
}
