package io.retune.training.nudge;

import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.training.evaluation.VectorSource;
import java.util.List;

/** A model's vectors with deltas that are in no checkpoint yet. */
record MovedVectors(VectorSource base, VectorDeltas deltas) implements VectorSource {
    @Override
    public VectorMatrix encode(Role role, List<String> texts) {
        VectorMatrix vectors = base.encode(role, texts);
        if (role == Role.PASSAGE) {
            for (int row = 0; row < texts.size(); row++) {
                deltas.apply(Sha256.of(texts.get(row)), vectors.values(), row * vectors.dimensions());
            }
        }
        return vectors;
    }

    @Override
    public ModelIdentity identity() {
        return base.identity().withDeltas(deltas.digest());
    }
}
