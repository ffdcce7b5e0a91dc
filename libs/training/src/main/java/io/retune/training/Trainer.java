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
import io.retune.training.data.StepPlan;
import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingBatch;
import io.retune.training.data.TrainingSet;
import io.retune.training.gradient.GradientPass;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.network.FullWeights;
import io.retune.training.network.LoraOptions;
import io.retune.training.network.LowRankWeights;
import io.retune.training.network.Parameterization;
import io.retune.training.network.TrainableEncoder;
import io.retune.training.objective.Objective;
import io.retune.training.optimizer.AdamW;
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.Looks;
import io.retune.training.selection.Selection;
import it.unimi.dsi.fastutil.ints.IntList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fine-tunes a model, all weights or low-rank adapters, on data sets that each have their loss. {@link #run} is the whole training,
 * top to bottom.
 *
 * <p>A training that is killed and started again goes on after the step it saved last, and ends in the same weights:
 * order, draws and dropout derive from the seed and the step alone.
 *
 * <p>One training at a time in a process: what dropout draws from and what is recorded belong to the process.
 */
public final class Trainer {
    private static final long SAVE_INTERVAL_NANOS = 60_000_000_000L;

    private final ModelFolder model;
    private final List<TrainingSet> sets;
    private final TrainingOptions options;
    private final Optional<Selection> selection;
    private final TrainingListener listener;
    private final Objective<?> inBatchNegatives;

    private Optional<LoraOptions> lora = Optional.empty();
    private long tokens;
    private long trainingNanos;

    /**
     * Prepares a training.
     *
     * @param sets one or more; each batch comes from one of them, and all examples count the same
     * @param selection what decides which step is kept; without it, the last one is
     */
    public Trainer(
            ModelFolder model,
            List<TrainingSet> sets,
            TrainingOptions options,
            Optional<Selection> selection,
            TrainingListener listener) {
        this.model = model;
        this.sets = List.copyOf(sets);
        this.options = options;
        this.selection = selection;
        this.listener = listener;
        this.inBatchNegatives = Objective.inBatchNegatives(new MultipleNegativesRankingLoss(options.scale()));
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
        StepPlan plan = new StepPlan(new EpochPlan(sets, options.batches(), options.seed()), options.batches());
        IntList lookSteps = options.selection().steps(plan.count());
        try (NDManager manager = Torch.newManager();
                TextTokenizer tokenizer = model.openTokenizer();
                EncoderWeights initial = model.readWeights(manager);
                TrainableEncoder network = new TrainableEncoder(
                        manager,
                        trainedModel(),
                        trained(manager, initial),
                        options.dtype().multiplied());
                AdamW optimizer = new AdamW(
                        manager,
                        options.optimizer().layers().choose(network.specs(), network.parameters()),
                        options.optimizer().weightDecay(),
                        options.optimizer().pullToBase())) {
            TrainingState state = new TrainingState(stateFolder, job(initial));
            Optional<TrainingState.Saved> saved = state.restore(network, optimizer, listener::damaged);
            saved.ifPresent(found -> listener.resumed(found.step()));
            LearningCurve curve = state.curve();
            curve.cutAfter(saved.map(TrainingState.Saved::step).orElse(-1));
            TrainingState.Progress progress =
                    saved.map(TrainingState.Saved::progress).orElseGet(() -> lookBefore(initial, curve));

            int step = saved.map(TrainingState.Saved::step).orElse(0);
            long lastSave = System.nanoTime();
            while (step < plan.count()
                    && !progress.looks().exhausted(options.selection().patience())) {
                step++;
                TrainingListener.Step report = takeStep(plan.at(step), plan.count(), network, optimizer, tokenizer);
                curve.add(report, ProcessMemory.residentBytes());
                boolean looked = lookSteps.contains(step);
                Optional<Selection.Report> look = looked ? look(network) : Optional.empty();
                Looks before = progress.looks();
                if (looked) {
                    look.ifPresent(found -> curve.add(report.step(), found));
                    progress = keep(report, progress, look, network, state);
                }
                boolean save = looked || System.nanoTime() - lastSave > SAVE_INTERVAL_NANOS;
                if (save) {
                    state.save(step, progress, network, optimizer);
                    lastSave = System.nanoTime();
                }
                try {
                    listener.stepped(report);
                    look.ifPresent(
                            found -> listener.evaluated(report.step(), found.dev(), before.isBest(found.value())));
                } catch (RuntimeException e) {
                    // Whoever listens wants the training to end here, perhaps to go on later.
                    if (!save) {
                        state.save(step, progress, network, optimizer);
                    }
                    throw e;
                }
            }
            if (step < plan.count()) {
                listener.endedEarly(step, options.selection().patience());
            }
            return judge(step, progress.finalists(), state, curve);
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

    private TrainingListener.Step takeStep(
            StepPlan.Step step, int steps, TrainableEncoder network, AdamW optimizer, TextTokenizer tokenizer) {
        long start = System.nanoTime();
        List<TrainingBatch> batches = step.batches();
        double sum = 0;
        for (int i = 0; i < batches.size(); i++) {
            TokenizedBatch batch = tokenize(batches.get(i), tokenizer);
            GradientPass pass =
                    GradientPass.of(network::forward, options.batches().miniBatchSize(), batch.tokens());
            double value = objective(batches.get(i).set())
                    .run(pass, batch, 1.0 / batches.size(), options.seed() * 31 + step.number() * 1_000_003L + i);
            requireFinite("loss", value, step.number(), batches.subList(i, i + 1));
            sum += value;
            tokens += batch.tokens();
        }
        double norm = optimizer.clip(options.optimizer().maxGradNorm());
        requireFinite("gradient norm", norm, step.number(), batches);
        double rate = options.optimizer().learningRate()
                * options.optimizer()
                        .schedule()
                        .factor(step.number() - 1, steps, options.optimizer().warmupRatio());
        optimizer.step(rate);
        trainingNanos += System.nanoTime() - start;
        return new TrainingListener.Step(
                step.number(), steps, step.epoch(), sum / batches.size(), rate, norm, tokensPerSecond());
    }

    /** Called before the weights change. */
    private static void requireFinite(String what, double value, int step, List<TrainingBatch> batches) {
        if (!Double.isFinite(value)) {
            throw new TrainingException("step " + step + ": " + what + " is " + value
                    + ", expected a finite number; batches that begin with the queries "
                    + batches.stream()
                            .map(batch -> "\"" + batch.firstQuery() + "\" ("
                                    + batch.set().dataset().name() + ")")
                            .collect(Collectors.joining(", "))
                    + "; lower the learning rate or look at these texts");
        }
    }

    private TokenizedBatch tokenize(TrainingBatch batch, TextTokenizer tokenizer) {
        return TokenizedBatch.of(
                batch.set().dataset(),
                batch.examples(),
                tokenizer,
                model.description().prompts());
    }

    private Objective<?> objective(TrainingSet set) {
        return set.objective().isPresent() ? set.objective().get() : inBatchNegatives;
    }

    private double tokensPerSecond() {
        return trainingNanos == 0 ? 0 : tokens / (trainingNanos / 1e9);
    }

    /** The first look is at the unchanged model. */
    private TrainingState.Progress lookBefore(EncoderWeights initial, LearningCurve curve) {
        if (selection.isEmpty()) {
            return TrainingState.Progress.START;
        }
        Selection.Report unchanged = selection.get().look(initial);
        curve.add(0, unchanged);
        listener.evaluated(0, unchanged.dev(), true);
        return new TrainingState.Progress(Looks.NONE.and(0, unchanged.value()), List.of());
    }

    private Optional<Selection.Report> look(TrainableEncoder network) {
        if (selection.isEmpty()) {
            return Optional.empty();
        }
        try (EncoderWeights weights = network.snapshot()) {
            return selection.map(own -> own.look(weights));
        }
    }

    /** Keeps the weights of a step that is among the best so far; without selection, those of the last one. */
    private TrainingState.Progress keep(
            TrainingListener.Step report,
            TrainingState.Progress before,
            Optional<Selection.Report> look,
            TrainableEncoder network,
            TrainingState state) {
        int step = report.step();
        Looks looks = look.map(found -> before.looks().and(step, found.value())).orElse(before.looks());
        List<Integer> finalists =
                look.isPresent() ? looks.finalists(options.selection().finalists()) : lastOf(report);
        if (finalists.contains(step)) {
            try (EncoderWeights weights = network.snapshot()) {
                state.saveFinalist(step, weights, network);
            }
        }
        return new TrainingState.Progress(looks, finalists);
    }

    private static List<Integer> lastOf(TrainingListener.Step report) {
        return report.step() == report.steps() ? List.of(report.step()) : List.of();
    }

    /** Measures the finalists beside the unchanged model, and says which is best. */
    private TrainingResult judge(int steps, List<Integer> finalists, TrainingState state, LearningCurve curve) {
        if (selection.isEmpty()) {
            TrainingResult.Tuned last = new TrainingResult.Tuned(steps, Optional.empty(), state.finalist(steps));
            return result(steps, steps, Optional.empty(), Optional.empty(), Optional.of(last));
        }
        MetricReport base = selection.get().unchanged();
        curve.addJudged(0, base);
        Optional<TrainingResult.Tuned> tuned = Optional.empty();
        for (int step : finalists) {
            MetricReport dev = judge(state.finalist(step));
            curve.addJudged(step, dev);
            listener.judged(step, dev);
            if (tuned.filter(best -> value(dev) <= value(best.dev().orElseThrow()))
                    .isEmpty()) {
                tuned = Optional.of(new TrainingResult.Tuned(step, Optional.of(dev), state.finalist(step)));
            }
        }
        Optional<TrainingResult.Tuned> better =
                tuned.filter(best -> value(best.dev().orElseThrow()) > value(base));
        return result(
                steps,
                better.map(TrainingResult.Tuned::step).orElse(0),
                Optional.of(base),
                better.flatMap(TrainingResult.Tuned::dev).or(() -> Optional.of(base)),
                tuned);
    }

    private static double value(MetricReport dev) {
        return dev.mean(DevSelection.METRIC);
    }

    private TrainingResult result(
            int steps,
            int bestStep,
            Optional<MetricReport> base,
            Optional<MetricReport> best,
            Optional<TrainingResult.Tuned> tuned) {
        return new TrainingResult(steps, bestStep, base, best, tuned, Optional.empty(), tokensPerSecond());
    }

    private MetricReport judge(Path weights) {
        try (NDManager scope = Torch.newManager();
                EncoderWeights finalist =
                        EncoderWeights.read(scope, weights, model.description().architecture())) {
            return selection.orElseThrow().judged().measure(finalist);
        }
    }

    /** What must be the same for a saved state to be of use. */
    private ObjectNode job(EncoderWeights initial) {
        ObjectNode job = JsonNodeFactory.instance.objectNode();
        job.put("weights", initial.digest());
        job.put("tokenizer", model.tokenizerDigest());
        job.put("model", model.description().toString());
        sets.forEach(set -> job.withArray("sets").add(set.describe()));
        job.put("options", options.toString());
        job.put("method", lora.map(LoraOptions::toString).orElse("full"));
        job.put(
                "selection",
                selection
                        .map(own -> own.dev().digest() + ", guards "
                                + own.guards().values().stream()
                                        .map(DevSelection::digest)
                                        .toList())
                        .orElse("none"));
        return job;
    }
}
