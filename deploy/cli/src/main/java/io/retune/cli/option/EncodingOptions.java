package io.retune.cli.option;

import io.retune.cli.InputException;
import io.retune.encoder.Dtype;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.ModelOverrides;
import io.retune.events.ModelReference;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How texts are encoded: prompts, length, number format. */
public final class EncodingOptions {
    @Option(
            names = "--query-instruction",
            paramLabel = "TEXT",
            description = "Put in front of every query, as it stands. Default: what the model's folder says.")
    private String queryInstruction;

    @Option(
            names = "--passage-instruction",
            paramLabel = "TEXT",
            description = "Put in front of every passage, as it stands. Default: what the model's folder says.")
    private String passageInstruction;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            description = "Cut texts at this many tokens. Default: what the model's folder says.")
    private Integer maxLength;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|bf16",
            description = "Number format of the network. Default: bf16 where the processor multiplies it faster,"
                    + " else fp32.")
    private Dtype dtype;

    /**
     * What no flags of this kind say: for a model beside the one that the flags are about.
     *
     * @param queryInstruction null for what the model's folder says
     */
    public static EncodingOptions of(String queryInstruction, Dtype dtype) {
        EncodingOptions options = new EncodingOptions();
        options.queryInstruction = queryInstruction;
        options.dtype = dtype;
        return options;
    }

    /** The model with these prompts and this length. */
    public ModelFolder applyTo(ModelFolder folder) {
        int longest = folder.description().architecture().maxTokens();
        if (maxLength != null && (maxLength < 3 || maxLength > longest)) {
            throw new InputException("--max-length: found " + maxLength + ", expected 3 to " + longest + " for "
                    + folder.name() + "; choose another length");
        }
        return new ModelOverrides(
                        Optional.ofNullable(queryInstruction),
                        Optional.ofNullable(passageInstruction),
                        Optional.ofNullable(maxLength))
                .applyTo(folder);
    }

    /** The model as the stack's services are told of it: what no flag says is left to them. */
    public ModelReference reference(String model) {
        return new ModelReference(
                model,
                Optional.ofNullable(queryInstruction),
                Optional.ofNullable(passageInstruction),
                Optional.ofNullable(maxLength),
                Optional.ofNullable(dtype).map(Dtype::label));
    }

    /** Whether any flag was given. */
    public boolean areGiven() {
        return queryInstruction != null || passageInstruction != null || maxLength != null || dtype != null;
    }

    /** The number format. */
    public Dtype dtype() {
        return dtype == null ? Dtype.preferred() : dtype;
    }

    /** The number format and, where nobody asked for it, why it is this one. */
    public String describeDtype() {
        if (dtype != null) {
            return dtype.label();
        }
        return Dtype.preferred() == Dtype.BF16
                ? "bf16 (this processor multiplies it faster; --dtype fp32 is exact)"
                : "fp32 (this processor is no faster with bf16)";
    }
}
