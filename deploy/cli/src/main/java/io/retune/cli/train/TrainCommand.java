package io.retune.cli.train;

import io.retune.cli.ExitCode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.option.SeedOption;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.dataset.split.GuardHalves;
import io.retune.training.FineTuning;
import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.TrainingResult;
import io.retune.training.data.TrainingSet;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.merging.SweepOptions;
import io.retune.training.network.LoraOptions;
import io.retune.training.nudge.NudgeMethod;
import io.retune.training.nudge.NudgeOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        header = "Fine-tune a model on a data set's training queries",
        description = "%nTrains all weights (or what --method says) on query and passage pairs, with other queries'"
                + " passages and negative_docs as negatives. A part of train is set apart as dev, unless train is"
                + " too small for it; the unchanged model is measured there first, then the model in training a few"
                + " times. From the best step a line leads back to the unchanged model: of some points on it the one"
                + " that is best on dev and costs no guard too much is written. That nothing beats the unchanged"
                + " model is a normal result. val is never looked at. A command that was killed goes on where it was"
                + " when it is repeated.%n",
        footer = {
            "%nExample:",
            "  retune train mined.json --model bge-small-en-v1.5 --epochs 2 --guard general.json -o checkpoint"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.UNCHANGED, Help.INTERRUPTED})
public final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The data set.")
    private Path file;

    @Mixin
    private ModelOption model;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private MethodFlags methods;

    @Mixin
    private NudgeFlags nudge;

    @Mixin
    private LossFlags loss;

    @Mixin
    private TrainingFlags flags;

    @Mixin
    private RefinementFlags refinements;

    @Mixin
    private SweepFlags sweep;

    @Mixin
    private SeedOption seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "CHECKPOINT",
            required = true,
            description = "The folder to write; must not exist.")
    private Path checkpoint;

    @Mixin
    private JsonOption json;

    /** The command. */
    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        Method method = methods.method();
        loss.check(flags);
        TrainingOptions options =
                refinements.applyTo(flags.options(method, loss.scale(), encoding.dtype(), seed.seed()));
        LoraOptions adapters = refinements.applyTo(methods.lora());
        SweepOptions limits = sweep.options();
        if (Files.exists(checkpoint)) {
            throw new InputException("-o " + checkpoint + ": exists already; expected a new folder; choose another"
                    + " name or remove this one");
        }
        json.check(inputs());
        RagDataset dataset = DatasetReader.read(file);
        List<RagDataset> guardSets = sweep.guards();
        List<GeneralData> more = GeneralData.read("--with", refinements.more(), guardSets);
        List<GeneralData> distilled = GeneralData.read("--distill", refinements.distilled(), guardSets);
        try (LoadedModel base = session.open(model.name(), encoding)) {
            session.console().note(base.describe(encoding));
            TrainingOutcome outcome =
                    switch (method) {
                        case FULL -> train(tuning(dataset, more, distilled, options, base), guardSets, limits, base);
                        case LORA ->
                            train(
                                    tuning(dataset, more, distilled, options, base)
                                            .withLora(adapters),
                                    guardSets,
                                    limits,
                                    base);
                        case NUDGE_M, NUDGE_N -> nudge(dataset, method.nudge().orElseThrow(), guardSets, base);
                    };
            session.console().print(outcome.text());
            json.write(() -> outcome.json(watch.seconds()));
            return outcome.isUnchanged() ? ExitCode.UNCHANGED : ExitCode.DONE;
        }
    }

    private List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(sweep.guardPaths());
        inputs.addAll(refinements.more());
        inputs.addAll(refinements.distilled());
        inputs.add(file);
        return inputs;
    }

    private FineTuning tuning(
            RagDataset dataset,
            List<GeneralData> more,
            List<GeneralData> distilled,
            TrainingOptions options,
            LoadedModel base) {
        DevSplit split = DevSplit.draw(dataset, options.seed());
        List<TrainingSet> others = new ArrayList<>();
        more.forEach(other ->
                others.add(loss.other(other.set(dataset, split, session.console()), options, base, session, encoding)));
        distilled.forEach(other -> others.add(LossFlags.kept(other.set(dataset, split, session.console()), base)));
        return FineTuning.of(loss.set(dataset, split.train(), options, base, session, encoding), split, options)
                .withOthers(others);
    }

    private TrainingOutcome train(
            FineTuning tuning, List<RagDataset> guardSets, SweepOptions limits, LoadedModel base) {
        TrainingResult result = new ConsoleTraining(
                        tuning.withGuards(SweepFlags.search(guardSets, base), limits), session.console())
                .run(base, checkpoint);
        return TrainingOutcome.swept(tuning, checkpoint, result);
    }

    private TrainingOutcome nudge(
            RagDataset dataset, NudgeMethod nudgeMethod, List<RagDataset> guardSets, LoadedModel base) {
        guardSets.forEach(guard -> GuardHalves.of(guard, seed.seed())); // refused before anything is written
        NudgeOutcome outcome = new ConsoleNudge(dataset, nudge.options(nudgeMethod, seed.seed()), session.console())
                .run(base, checkpoint);
        List<TrainingOutcome.Guard> measured = outcome.deltas().isEmpty() ? List.of() : measure(guardSets, base);
        return TrainingOutcome.nudged(checkpoint, outcome, measured);
    }

    private List<TrainingOutcome.Guard> measure(List<RagDataset> guardSets, LoadedModel base) {
        List<TrainingOutcome.Guard> measured = new ArrayList<>();
        try (LoadedModel tuned = session.open(checkpoint.toString(), encoding)) {
            for (RagDataset guard : guardSets) {
                GuardHalves halves = GuardHalves.of(guard, seed.seed());
                List<String> queries = halves.selection();
                if (queries.isEmpty()) {
                    session.console().note("guard " + guard.name() + ": not measured, " + halves.reason());
                } else {
                    measured.add(new TrainingOutcome.Guard(
                            guard.name(),
                            Evaluator.of(base.vectors())
                                    .evaluate(guard, queries)
                                    .metrics(),
                            Evaluator.of(tuned.vectors())
                                    .evaluate(guard, queries)
                                    .metrics()));
                }
            }
        }
        return measured;
    }
}
