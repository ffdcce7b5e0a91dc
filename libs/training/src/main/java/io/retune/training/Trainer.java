package io.retune.training;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.text.TextTokenizer;
import io.retune.metrics.MetricReport;
import io.retune.training.data.EpochPlan;
import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.gradient.Batch;
import io.retune.training.gradient.GradientPass;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.network.FullWeights;
import io.retune.training.network.LoraOptions;
import io.retune.training.network.LowRankWeights;
import io.retune.training.network.Parameterization;
import io.retune.training.network.TrainableEncoder;
import io.retune.training.optimizer.AdamW;
import io.retune.training.selection.DevSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Fine-tunes a model, all weights or low-rank adapters, on pairs and hard negatives. {@link #run} is the whole training, top to bottom.
 *
 * <p>A training that is killed and started again goes on after the step it saved last, and ends in the same weights:
 * order, draws and dropout derive from the seed and the step alone.
 */
public final class Trainer {
    private static final long SAVE_INTERVAL_NANOS = 60_000_000_000L;

    private final ModelFolder model;
    private final TrainingSet set;
    private final TrainingOptions options;
    private final Optional<DevSelection> selection;
    private final TrainingListener listener;
    private final MultipleNegativesRankingLoss loss;

    private Optional<LoraOptions> lora = Optional.empty();
    private int bestStep;
    private Optional<MetricReport> base = Optional.empty();
    private Optional<MetricReport> best = Optional.empty();
    private long tokens;
    private long trainingNanos;

    /**
     * Prepares a training.
     *
     * @param selection what decides which step is kept; without it, the last one is
     */
    public Trainer(
            ModelFolder model,
            TrainingSet set,
            TrainingOptions options,
            Optional<DevSelection> selection,
            TrainingListener listener) {
        this.model = model;
        this.set = set;
        this.options = options;
        this.selection = selection;
        this.listener = listener;
        this.loss = new MultipleNegativesRankingLoss(options.scale());
    }

    /** Trains low-rank adapters instead of all weights. */
    public Trainer withLora(LoraOptions adapters) {
        lora = Optional.of(adapters);
        return this;
    }

    /**
     * Trains.
     *
     * @param stateFolder where the training saves what it needs to go on after a kill
     * @throws TrainingException if loss or gradients are not finite, or the folder holds another job
     */
    public TrainingResult run(Path stateFolder) {
        try (NDManager manager = Torch.newManager();
                TextTokenizer tokenizer = model.openTokenizer();
                EncoderWeights initial = model.readWeights(manager);
                TrainableEncoder network =
                        new TrainableEncoder(manager, trainedModel(), trained(manager, initial), options.dtype());
                AdamW optimizer = new AdamW(manager, network.parameters(), options.weightDecay())) {
            TrainingState state = new TrainingState(stateFolder, job(initial));
            Optional<TrainingState.Saved> saved = state.restore(network, optimizer);
            int done = saved.map(TrainingState.Saved::step).orElse(0);
            saved.ifPresent(found -> listener.resumed(found.step()));
            LearningCurve curve = state.curve();
            curve.cutAfter(saved.isPresent() ? done : -1);
            evaluateBefore(saved, initial, state, curve);

            EpochPlan plan = new EpochPlan(set, options.negativesPerQuery(), options.seed());
            int steps = countSteps(plan);
            int step = 0;
            long lastSave = System.nanoTime();
            for (int epoch = 0; epoch < options.epochs(); epoch++) {
                List<List<TrainingExample>> batches = plan.batches(epoch, options.batchSize());
                for (int first = 0; first < batches.size(); first += options.gradientAccumulation()) {
                    step++;
                    if (step <= done) {
                        continue;
                    }
                    List<List<TrainingExample>> own =
                            batches.subList(first, Math.min(batches.size(), first + options.gradientAccumulation()));
                    TrainingListener.Step report = takeStep(step, steps, epoch, own, network, optimizer, tokenizer);
                    curve.add(report);
                    Look look = isEvaluated(step, steps) ? look(step, network, state, curve) : Look.NONE;
                    boolean save = look.taken() || System.nanoTime() - lastSave > SAVE_INTERVAL_NANOS;
                    if (save) {
                        state.save(step, bestStep, network, optimizer);
                        lastSave = System.nanoTime();
                    }
                    try {
                        listener.stepped(report);
                        look.dev().ifPresent(dev -> listener.evaluated(report.step(), dev, look.best()));
                    } catch (RuntimeException e) {
                        // Whoever listens wants the training to end here, perhaps to go on later.
                        if (!save) {
                            state.save(step, bestStep, network, optimizer);
                        }
                        throw e;
                    }
                }
            }
            return result(steps, state);
        }
    }

    /** Removes what an interrupted training would need, and keeps the learning curve. */
    public static void discardState(Path stateFolder) {
        TrainingState.discard(stateFolder);
    }

    private Parameterization trained(NDManager manager, EncoderWeights initial) {
        return lora.isPresent()
                ? new LowRankWeights(manager, initial, lora.get(), options.seed())
                : new FullWeights(manager, initial);
    }

    /** Hidden dropout as the model was pre-trained with; attention dropout as the options say. */
    private ModelDescription trainedModel() {
        ModelDescription description = model.description();
        return description.withArchitecture(description
                .architecture()
                .withDropout(description.architecture().hiddenDropout(), options.attentionDropout()));
    }

    private int countSteps(EpochPlan plan) {
        int steps = 0;
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            int batches = plan.batches(epoch, options.batchSize()).size();
            steps += (batches + options.gradientAccumulation() - 1) / options.gradientAccumulation();
        }
        return steps;
    }

    private boolean isEvaluated(int step, int steps) {
        return step * options.evaluations() / steps > (step - 1) * options.evaluations() / steps;
    }

    private TrainingListener.Step takeStep(
            int step,
            int steps,
            int epoch,
            List<List<TrainingExample>> batches,
            TrainableEncoder network,
            AdamW optimizer,
            TextTokenizer tokenizer) {
        long start = System.nanoTime();
        double sum = 0;
        CompletableFuture<TokenizedBatch> next = tokenize(batches, 0, tokenizer);
        for (int i = 0; i < batches.size(); i++) {
            TokenizedBatch batch = next.join();
            next = tokenize(batches, i + 1, tokenizer);
            sum += backward(batch, network, batches.size(), options.seed() * 31 + step * 1_000_003L + i);
            tokens += batch.tokens();
        }
        double mean = sum / batches.size();
        double norm = optimizer.clip(options.maxGradNorm());
        if (!Double.isFinite(mean) || !Double.isFinite(norm)) {
            throw new TrainingException("step " + step + ": loss is " + mean + " and gradient norm " + norm
                    + ", expected finite numbers; first query of the batch: \""
                    + set.dataset().queries().get(batches.get(0).get(0).queryId())
                    + "\"; lower the learning rate or look at these texts");
        }
        double rate = options.learningRate() * options.schedule().factor(step - 1, steps, options.warmupRatio());
        optimizer.step(rate);
        trainingNanos += System.nanoTime() - start;
        return new TrainingListener.Step(step, steps, epoch, mean, rate, norm, tokensPerSecond());
    }

    private CompletableFuture<TokenizedBatch> tokenize(
            List<List<TrainingExample>> batches, int index, TextTokenizer tokenizer) {
        return index < batches.size()
                ? CompletableFuture.supplyAsync(() -> TokenizedBatch.of(
                        set.dataset(),
                        batches.get(index),
                        tokenizer,
                        model.description().prompts()))
                : CompletableFuture.completedFuture(null);
    }

    /** Adds a batch's gradients to those of the step, and returns its loss. */
    private double backward(TokenizedBatch batch, TrainableEncoder network, int batches, long seed) {
        return GradientPass.of(network::forward, OptionalInt.empty())
                .run(new Batch<>(batch.queries(), batch.candidates(), batch), loss, 1.0 / batches, seed);
    }

    private double tokensPerSecond() {
        return trainingNanos == 0 ? 0 : tokens / (trainingNanos / 1e9);
    }

    private void evaluateBefore(
            Optional<TrainingState.Saved> saved, EncoderWeights initial, TrainingState state, LearningCurve curve) {
        if (selection.isEmpty()) {
            return;
        }
        base = Optional.of(selection.get().measure(initial));
        best = base;
        if (saved.isEmpty()) {
            curve.add(0, base.get());
            listener.evaluated(0, base.get(), true);
            return;
        }
        bestStep = saved.get().bestStep();
        if (bestStep > 0) {
            try (NDManager scope = Torch.newManager();
                    EncoderWeights weights = EncoderWeights.read(
                            scope, state.best(bestStep), model.description().architecture())) {
                best = Optional.of(selection.get().measure(weights));
            }
        }
    }

    /** What a look at dev showed. */
    private record Look(boolean taken, Optional<MetricReport> dev, boolean best) {
        static final Look NONE = new Look(false, Optional.empty(), false);
    }

    private Look look(int step, TrainableEncoder network, TrainingState state, LearningCurve curve) {
        try (EncoderWeights weights = network.snapshot()) {
            Optional<MetricReport> dev = selection.map(own -> own.measure(weights));
            boolean better = dev.isEmpty() || isBest(dev.get());
            dev.ifPresent(report -> curve.add(step, report));
            if (better) {
                best = dev;
                bestStep = step;
                state.saveBest(step, weights, network);
            }
            return new Look(true, dev, better);
        }
    }

    private boolean isBest(MetricReport dev) {
        return dev.mean(DevSelection.METRIC) > best.orElseThrow().mean(DevSelection.METRIC);
    }

    private TrainingResult result(int steps, TrainingState state) {
        Optional<Path> weights = bestStep == 0 ? Optional.empty() : Optional.of(state.best(bestStep));
        return new TrainingResult(steps, bestStep, base, best, weights, Optional.empty(), tokensPerSecond());
    }

    /** What must be the same for a saved state to be of use. */
    private ObjectNode job(EncoderWeights initial) {
        ObjectNode job = JsonNodeFactory.instance.objectNode();
        job.put("weights", initial.digest());
        job.put("tokenizer", model.tokenizerDigest());
        job.put("model", model.description().toString());
        job.put("corpus", set.dataset().corpusDigest());
        job.put(
                "examples",
                Integer.toHexString(set.examples().hashCode()) + "/"
                        + set.examples().size());
        job.put("options", options.toString());
        job.put("method", lora.map(LoraOptions::toString).orElse("full"));
        job.put(
                "selection",
                selection.map(dev -> dev.queryIds().size() + " queries").orElse("none"));
        return job;
    }
}
