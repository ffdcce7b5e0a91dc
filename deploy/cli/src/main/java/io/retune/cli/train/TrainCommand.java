package io.retune.cli.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.retune.dataset.split.GuardHalves;
import io.retune.metrics.MetricReport;
import io.retune.training.TrainingOptions;
import io.retune.training.TrainingResult;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.nudge.NudgeMethod;
import io.retune.training.nudge.NudgeOutcome;
import io.retune.training.selection.DevSelection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        description = "%nTrains all weights on query and passage pairs, with other queries' passages and negative_docs"
                + " as negatives. A part of train is set apart as dev; the unchanged model is measured there first, then"
                + " the model in training a few times, and the best step is written. That nothing beats the unchanged"
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

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "full",
            description = "What is changed: full, all weights; nudge-n or nudge-m, the vectors of single passages, in"
                    + " seconds: it helps questions to passages that were asked for before. Default: ${DEFAULT-VALUE}.")
    private Method method;

    @Mixin
    private NudgeFlags nudge;

    @Mixin
    private TrainingFlags flags;

    @Option(
            names = "--guard",
            paramLabel = "G.json",
            description = "Also measure this data set before and after, on its selection half. Repeatable.")
    private List<Path> guards = new ArrayList<>();

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

    /** How the model is changed. */
    enum Method {
        FULL("full", Optional.empty()),
        NUDGE_M(NudgeMethod.NUDGE_M),
        NUDGE_N(NudgeMethod.NUDGE_N);

        private final String label;
        private final Optional<NudgeMethod> nudge;

        Method(NudgeMethod nudge) {
            this(nudge.label(), Optional.of(nudge));
        }

        Method(String label, Optional<NudgeMethod> nudge) {
            this.label = label;
            this.nudge = nudge;
        }

        /** As the flag names it. */
        @Override
        public String toString() {
            return label;
        }
    }

    /** A training, and what more is known of it where it was a NUDGE. */
    private record Trained(TrainingResult result, Optional<NudgeOutcome> nudge) {}

    /** Metrics of one guard before and after. */
    private record GuardResult(MetricReport base, MetricReport best) {}

    /** The command. */
    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        TrainingOptions options = flags.options(encoding.dtype(), seed.seed());
        if (Files.exists(checkpoint)) {
            throw new InputException("-o " + checkpoint + ": exists already; expected a new folder; choose another"
                    + " name or remove this one");
        }
        json.check(file);
        RagDataset dataset = DatasetReader.read(file);
        List<RagDataset> guardSets = guards.stream().map(DatasetReader::read).toList();
        try (LoadedModel base = session.open(model.name(), encoding)) {
            session.console().note(base.describe(encoding));
            Trained trained = train(dataset, options, base);
            TrainingResult result = trained.result();
            Map<String, GuardResult> guardResults = measure(guardSets, base, result);
            session.console().print(describe(result, guardResults));
            json.write(() -> result(trained, guardResults, watch.seconds()));
            return result.bestStep() == 0 ? ExitCode.UNCHANGED : ExitCode.DONE;
        }
    }

    private Trained train(RagDataset dataset, TrainingOptions options, LoadedModel base) {
        if (method.nudge.isEmpty()) {
            return new Trained(
                    new ConsoleTraining(dataset, options, session.console()).run(base, checkpoint), Optional.empty());
        }
        NudgeOutcome outcome = new ConsoleNudge(
                        dataset, nudge.options(method.nudge.get(), seed.seed()), session.console())
                .run(base, checkpoint);
        // A closed form is one step.
        int best = outcome.deltas().isPresent() ? 1 : 0;
        return new Trained(
                new TrainingResult(1, best, outcome.base(), outcome.best(), Optional.empty(), 0), Optional.of(outcome));
    }

    private Map<String, GuardResult> measure(List<RagDataset> guardSets, LoadedModel base, TrainingResult result) {
        Map<String, GuardResult> results = new LinkedHashMap<>();
        if (guardSets.isEmpty() || result.bestStep() == 0) {
            return results;
        }
        try (LoadedModel tuned = session.open(checkpoint.toString(), encoding)) {
            for (RagDataset guard : guardSets) {
                GuardHalves halves = GuardHalves.of(guard, seed.seed());
                List<String> queries = halves.selection();
                if (queries.isEmpty()) {
                    session.console().note("guard " + guard.name() + ": not measured, " + halves.reason());
                    continue;
                }
                results.put(
                        guard.name(),
                        new GuardResult(
                                Evaluator.of(base.vectors())
                                        .evaluate(guard, queries)
                                        .metrics(),
                                Evaluator.of(tuned.vectors())
                                        .evaluate(guard, queries)
                                        .metrics()));
            }
        }
        return results;
    }

    private String describe(TrainingResult result, Map<String, GuardResult> guardResults) {
        StringBuilder text = new StringBuilder(method == Method.FULL ? ConsoleTraining.picture(checkpoint) : "");
        result.base()
                .ifPresent(base -> text.append(line("dev", base, result.best().orElseThrow())));
        guardResults.forEach((name, guard) -> text.append(line("guard " + name, guard.base(), guard.best())));
        text.append(
                result.bestStep() == 0
                        ? "unchanged: no step was better on dev than the model as it is; nothing was written"
                        : "checkpoint %s: step %,d of %,d".formatted(checkpoint, result.bestStep(), result.steps()));
        return text.toString();
    }

    private static String line(String name, MetricReport base, MetricReport best) {
        double before = base.mean(DevSelection.METRIC);
        double after = best.mean(DevSelection.METRIC);
        return String.format(
                Locale.ROOT,
                "%-24s %s %.5f -> %.5f (%+.2f pp), %,d queries%n",
                name,
                DevSelection.METRIC,
                before,
                after,
                100 * (after - before),
                base.queryIds().size());
    }

    private ObjectNode result(Trained trained, Map<String, GuardResult> guardResults, double seconds) {
        TrainingResult result = trained.result();
        ObjectNode root = JsonOption.object();
        if (result.bestStep() == 0) {
            root.putNull("checkpoint");
        } else {
            root.put("checkpoint", checkpoint.toString());
        }
        root.put("method", method.toString())
                .put("steps", result.steps())
                .put("best_step", result.bestStep());
        ObjectNode dev = root.putObject("dev");
        result.base().ifPresent(base -> dev.set("base", JsonOption.tree(base.means())));
        result.best().ifPresent(best -> dev.set("best", JsonOption.tree(best.means())));
        ObjectNode guardNode = root.putObject("guards");
        guardResults.forEach((name, guard) -> {
            ObjectNode node = guardNode.putObject(name);
            node.set("base", JsonOption.tree(guard.base().means()));
            node.set("best", JsonOption.tree(guard.best().means()));
        });
        trained.nudge().ifPresent(outcome -> root.set("nudge", ConsoleNudge.result(outcome)));
        return root.put("tokens_per_second", result.tokensPerSecond())
                .put("peak_memory_bytes", PeakMemory.bytes())
                .put("seconds", seconds);
    }
}
