package io.retune.cli.train;

import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.data.BatchOptions;
import io.retune.training.network.LoraOptions;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.selection.SelectionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags behind {@link TrainingOptions}, {@link LoraOptions} and data that a training on files has beyond a run of the services. */
@OnlyWith({Method.FULL, Method.LORA})
final class RefinementFlags {
    @Option(
            names = "--with",
            paramLabel = "MORE.json",
            description =
                    "Also train on this data set's train split, in proportion: each batch comes from one data set,"
                            + " and all pairs count the same; by the same loss if that is one of pairs, else by in-batch"
                            + " negatives. It selects nothing, and must not be a guard. Repeatable.")
    private List<Path> more = new ArrayList<>();

    @Option(
            names = "--distill",
            paramLabel = "MORE.json",
            description = "On this data set's train split the model shall go on judging as it does before the training:"
                    + " its margins between passages are kept (MarginMSE, the unchanged model as the teacher,"
                    + " all dimensions). Batches as with --with. Repeatable.")
    private List<Path> distilled = new ArrayList<>();

    @Option(
            names = "--pull-to-base",
            paramLabel = "RATE",
            defaultValue = "0",
            description = "Decoupled decay towards the weights before the training (L2 towards the base). Default:"
                    + " ${DEFAULT-VALUE}.")
    private double pullToBase;

    @Option(
            names = "--length-grouping",
            description =
                    "Batches of passages of similar length: less padding, and length is no hint in the loss, but a"
                            + " batch's negatives are less various.")
    private boolean lengthGrouping;

    @Option(
            names = "--mini-batch-size",
            paramLabel = "N",
            description =
                    "Record so many texts at a time (GradCache): batches of any size in the memory of N texts, for"
                            + " one more forward pass. Default: batches of up to 24,576 tokens are recorded whole, larger"
                            + " ones 4,096 tokens at a time.")
    private Integer miniBatchSize;

    @OnlyWith(Method.FULL)
    @Option(
            names = "--freeze-embeddings",
            description =
                    "Word, position and token type embeddings keep their values; with adapters (lora) they do anyway.")
    private boolean freezeEmbeddings;

    @Option(
            names = "--freeze-layers",
            paramLabel = "N",
            defaultValue = "0",
            description = "The N lowest layers and the embeddings keep their values. Default: ${DEFAULT-VALUE}.")
    private int freezeLayers;

    @Option(
            names = "--layer-decay",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "A layer's learning rate over that of the layer above it; the embeddings count as one more"
                    + " layer. Default: ${DEFAULT-VALUE}.")
    private double layerDecay;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many looks at dev in a row without a new best; 0: never. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--finalists",
            paramLabel = "N",
            defaultValue = "" + SelectionOptions.DEFAULT_FINALISTS,
            description = "Steps, best by their looks, that are measured on the whole corpus, or 20,000 passages of it,"
                    + " before one is kept; each costs encoding them. Default: ${DEFAULT-VALUE}.")
    private int finalists;

    @OnlyWith(Method.LORA)
    @Option(
            names = "--lora-target",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "query,key,value",
            description = "lora: the modules that get an adapter, as PEFT names them: query, key, value,"
                    + " attention.output.dense, intermediate.dense, output.dense. Default: ${DEFAULT-VALUE}.")
    private List<String> loraTargets = new ArrayList<>();

    @OnlyWith(Method.LORA)
    @Option(
            names = "--lora-dropout",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "lora: only 0 can be trained. Default: ${DEFAULT-VALUE}.")
    private double loraDropout;

    /** More data sets that train. */
    List<Path> more() {
        return more;
    }

    /** Data sets on which the unchanged model teaches. */
    List<Path> distilled() {
        return distilled;
    }

    /**
     * Other flags' adapters with what these flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    LoraOptions applyTo(LoraOptions options) {
        return new LoraOptions(options.rank(), options.alpha(), loraTargets, loraDropout);
    }

    /**
     * Other flags' options with what these flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    TrainingOptions applyTo(TrainingOptions options) {
        OptimizerOptions optimizer = options.optimizer();
        BatchOptions batches = options.batches().withLengthGrouping(lengthGrouping);
        return options.withBatches(miniBatchSize == null ? batches : batches.withMiniBatchSize(miniBatchSize))
                .withOptimizer(new OptimizerOptions(
                        optimizer.learningRate(),
                        optimizer.warmupRatio(),
                        optimizer.schedule(),
                        optimizer.weightDecay(),
                        optimizer.maxGradNorm(),
                        new LayerRates(layerDecay, freezeEmbeddings, freezeLayers),
                        pullToBase))
                .withSelection(new SelectionOptions(options.selection().evaluations(), patience, finalists));
    }
}
