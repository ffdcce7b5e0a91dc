package io.retune.training.mining;

import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.evaluation.VectorSource;
import java.util.List;

/** A model whose vectors are one number, the text's first word: a passage {@code 0.7} scores 0.7 against {@code 1}. */
final class Numbers implements VectorSource {
    @Override
    public VectorMatrix encode(Role role, List<String> texts) {
        VectorMatrix vectors = VectorMatrix.zeros(texts.size(), 1);
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i) + " ";
            vectors.values()[i] = Float.parseFloat(text.substring(0, text.indexOf(' ')));
        }
        return vectors;
    }

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("passage", "query");
    }
}
