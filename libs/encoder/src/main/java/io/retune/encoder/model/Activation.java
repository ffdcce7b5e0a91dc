package io.retune.encoder.model;

import io.retune.encoder.EncoderException;

/** The feed-forward layers' activation. */
public enum Activation {
    /** GELU by the error function. */
    GELU("none"),
    /** GELU by its tanh approximation. */
    GELU_TANH("tanh");

    private final String approximation;

    Activation(String approximation) {
        this.approximation = approximation;
    }

    /** PyTorch's value for {@code gelu}'s argument {@code approximate}. */
    public String approximation() {
        return approximation;
    }

    static Activation ofHiddenAct(String hiddenAct, String place) {
        return switch (hiddenAct) {
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> GELU_TANH;
            default ->
                throw new EncoderException(place + ": hidden_act is \"" + hiddenAct
                        + "\", expected gelu, gelu_new or gelu_pytorch_tanh; choose another model");
        };
    }
}
