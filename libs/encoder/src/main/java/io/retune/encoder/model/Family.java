package io.retune.encoder.model;

import io.retune.encoder.EncoderException;
import java.util.Arrays;

/** The network families that the graphs can run; they differ in how positions are counted. */
public enum Family {
    /** Devlin et al. 2018. Positions count from 0. */
    BERT("bert", "bert."),
    /** Conneau et al. 2019 (and RoBERTa). Positions count from the padding id + 1. */
    XLM_ROBERTA("(xlm-)?roberta", "roberta.");

    private final String modelTypes;
    private final String weightPrefix;

    Family(String modelTypes, String weightPrefix) {
        this.modelTypes = modelTypes;
        this.weightPrefix = weightPrefix;
    }

    /** What some files put in front of every weight's name, for instance {@code bert.}. */
    String weightPrefix() {
        return weightPrefix;
    }

    static Family ofModelType(String modelType, String place) {
        return Arrays.stream(values())
                .filter(family -> modelType.matches(family.modelTypes))
                .findFirst()
                .orElseThrow(() -> new EncoderException(place + ": model_type is \"" + modelType
                        + "\", expected bert, roberta or xlm-roberta; choose a model of one of these families"));
    }
}
