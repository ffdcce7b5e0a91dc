package io.retune.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * A model and how it is used: what must agree for two vectors to be comparable.
 *
 * @param name a shipped model, a Hugging Face id, a folder, or a checkpoint in the artifact store, {@code
 *     models/<sha256>}
 * @param queryInstruction put in front of queries; absent: what the model's folder says
 * @param passageInstruction put in front of passages; absent: what the model's folder says
 * @param maxLength texts are cut at this many tokens; absent: what the model's folder says
 * @param dtype number format of the network, {@code fp32} or {@code bf16}; absent: each processor's own
 */
public record ModelReference(
        String name,
        Optional<String> queryInstruction,
        Optional<String> passageInstruction,
        Optional<Integer> maxLength,
        Optional<String> dtype) {
    /** The kind of artifact that a checkpoint is. */
    public static final String KIND = "models";

    /** Validates the name; null is read as absent. */
    public ModelReference {
        Checks.present(name, "model.name");
        queryInstruction = Checks.orEmpty(queryInstruction);
        passageInstruction = Checks.orEmpty(passageInstruction);
        maxLength = Checks.orEmpty(maxLength);
        dtype = Checks.orEmpty(dtype);
        maxLength.ifPresent(length -> Checks.holds(length >= 3, "model.max_length", length, "3 or more"));
        dtype.ifPresent(format -> Checks.holds(
                format.equals("fp32") || format.equals("bf16"), "model.dtype", "\"" + format + "\"", "fp32 or bf16"));
    }

    /** A model used as its folder says. */
    public static ModelReference of(String name) {
        return new ModelReference(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it is a checkpoint in the artifact store. */
    @JsonIgnore
    public boolean isArtifact() {
        return name.startsWith(KIND + "/");
    }

    /** Another model used in the same number format; instructions and length are in its folder. */
    public ModelReference withCheckpoint(String artifact) {
        return new ModelReference(artifact, Optional.empty(), Optional.empty(), Optional.empty(), dtype);
    }

    /** The same model in a number format, {@code fp32} or {@code bf16}. */
    public ModelReference withDtype(String format) {
        return new ModelReference(name, queryInstruction, passageInstruction, maxLength, Optional.of(format));
    }
}
