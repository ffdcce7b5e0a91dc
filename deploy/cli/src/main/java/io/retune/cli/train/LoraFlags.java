package io.retune.cli.train;

import io.retune.training.network.LoraOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags behind {@link LoraOptions}. */
public final class LoraFlags {
    @Option(
            names = "--lora-rank",
            paramLabel = "N",
            defaultValue = "16",
            description = "Rank of the adapters of --method lora. Default: ${DEFAULT-VALUE}.")
    private int rank;

    @Option(
            names = "--lora-alpha",
            paramLabel = "N",
            defaultValue = "32",
            description = "The adapters count alpha / rank times. Default: ${DEFAULT-VALUE}.")
    private int alpha;

    @Option(
            names = "--lora-target",
            paramLabel = "A,B,...",
            split = ",",
            defaultValue = "query,key,value",
            description = "The modules that get an adapter, as PEFT names them: query, key, value,"
                    + " attention.output.dense, intermediate.dense, output.dense. Default: ${DEFAULT-VALUE}.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--lora-dropout",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Only 0 can be trained. Default: ${DEFAULT-VALUE}.")
    private double dropout;

    /**
     * What the flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public LoraOptions options() {
        return new LoraOptions(rank, alpha, targets, dropout);
    }
}
