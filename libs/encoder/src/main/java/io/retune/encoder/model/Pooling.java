package io.retune.encoder.model;

import io.retune.encoder.EncoderException;

/** How a text's token vectors become one vector. */
public enum Pooling {
    /** The first token's vector. */
    CLS("cls", "pooling_mode_cls_token"),
    /** The mean over the text's tokens, padding left out. */
    MEAN("mean", "pooling_mode_mean_tokens"),
    /** The last token's vector, padding left out. */
    LAST_TOKEN("lasttoken", "pooling_mode_lasttoken");

    private final String mode;
    private final String flag;

    Pooling(String mode, String flag) {
        this.mode = mode;
        this.flag = flag;
    }

    /** The name sentence-transformers gives it: {@code cls}, {@code mean}, {@code lasttoken}. */
    public String mode() {
        return mode;
    }

    /** The key that is {@code true} for it in {@code 1_Pooling/config.json}. */
    String flag() {
        return flag;
    }

    static Pooling ofMode(String mode, String place) {
        for (Pooling pooling : values()) {
            if (pooling.mode.equals(mode)) {
                return pooling;
            }
        }
        throw new EncoderException(
                place + ": pooling mode is \"" + mode + "\", expected cls, mean or lasttoken; choose another model");
    }
}
