package io.retune.encoder.graph;

import io.retune.encoder.Dtype;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.Pooling;

/**
 * Which of the equivalent networks is written.
 *
 * @param model the network
 * @param dtype what matrix products compute in
 * @param fused whether linear layers use oneDNN's packed weights and fused activations (bfloat16, x86 only)
 * @param training whether gradients are wanted: raw weights come in, nothing is packed, dropout applies
 */
public record GraphForm(ModelDescription model, Dtype dtype, boolean fused, boolean training) {
    /** Validates that only bfloat16 serving graphs are fused. */
    public GraphForm {
        if (fused && (training || dtype != Dtype.BF16)) {
            throw new IllegalArgumentException("only the bfloat16 serving graph has a fused form");
        }
    }

    /**
     * Whether the last layer is computed for the first token alone: nothing else of it is read under CLS pooling. The
     * plain bfloat16 serving graph computes it for all, as the reference that the others are compared with.
     */
    public boolean firstTokenOnly() {
        boolean reference = bfloat16() && !bfloat16Residual();
        return model.pooling() == Pooling.CLS && !reference;
    }

    boolean bfloat16() {
        return dtype == Dtype.BF16;
    }

    /** Residual stream and layer norms in bfloat16 too. */
    boolean bfloat16Residual() {
        return bfloat16() && (fused || training);
    }

    double hiddenDropout() {
        return training ? model.architecture().hiddenDropout() : 0;
    }

    double attentionDropout() {
        return training ? model.architecture().attentionDropout() : 0;
    }
}
