package io.retune.cli.compare;

import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.option.SeedOption;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.encoder.model.Prompts;
import io.retune.metrics.gate.Guard;
import io.retune.training.evaluation.Evaluation;
import io.retune.training.evaluation.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        header = "Decide whether a candidate may replace the base model",
        description = "%nEvaluates both models on the same queries, gives every difference with its 95 %% interval"
                + " (paired bootstrap, whole passages resampled) and lets the gate decide by nDCG@10: promoted when the"
                + " target is certainly better and every guard certainly within its margin, rejected when the target or"
                + " a guard is certainly worse, else undecided. A guard without dev and train splits is judged on the"
                + " half of val that training never looks at, if --seed is the training's.%n",
        footer = {
            "%nExample:",
            "  retune compare faq.json --base bge-small-en-v1.5 --candidate checkpoint --guard general.json"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {
            " 0:promoted",
            Help.FAULT,
            Help.BAD_INPUT,
            " 3:rejected: certainly worse",
            " 4:undecided: not certain either way",
            Help.INTERRUPTED
        })
public final class CompareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The target: where the candidate must be better.")
    private Path file;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = RagDataset.VAL,
            description = "Whose queries of the target decide. Default: ${DEFAULT-VALUE}.")
    private String split;

    @Option(
            names = "--base",
            paramLabel = "MODEL",
            required = true,
            description = "The model in use: " + ModelOption.NAMES + ".")
    private String baseName;

    @Option(
            names = "--candidate",
            paramLabel = "MODEL",
            required = true,
            description = "The model that may replace it, named likewise.")
    private String candidateName;

    @Option(
            names = "--guard",
            paramLabel = "G.json",
            description = "A data set on which the candidate must not become much worse. Repeatable.")
    private List<Path> guards = new ArrayList<>();

    @Option(
            names = "--margin",
            paramLabel = "SHARE",
            defaultValue = "" + Guard.DEFAULT_MARGIN,
            description = "The loss of nDCG@10 that is accepted on a guard. Default: ${DEFAULT-VALUE}, two"
                    + " percentage points.")
    private double margin;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private SeedOption seed;

    @Mixin
    private JsonOption json;

    /** The command. */
    public CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!(margin >= 0 && margin < 1)) {
            throw new InputException("--margin: found " + margin
                    + ", expected 0 or more and less than 1 (0.02 is two percentage points); choose another");
        }
        Stopwatch watch = new Stopwatch();
        List<Path> inputs = new ArrayList<>(guards);
        inputs.add(file);
        json.check(inputs);
        Looks ledger = Looks.open(session);
        List<JudgedQueries> judged = new ArrayList<>();
        judged.add(JudgedQueries.target(DatasetReader.read(file), split));
        guards.forEach(guard -> judged.add(JudgedQueries.guard(DatasetReader.read(guard), seed.seed())));
        judged.forEach(part -> session.console()
                .note(part.dataset().name() + ": " + part.queries().size() + " queries, " + part.reason()));
        Measured base = measure(baseName, judged);
        Measured candidate = measure(candidateName, judged);
        notePrompts(base.prompts(), candidate.prompts());
        List<ModelPair> pairs = new ArrayList<>();
        for (int i = 0; i < judged.size(); i++) {
            pairs.add(new ModelPair(
                    judged.get(i),
                    base.evaluations().get(i),
                    candidate.evaluations().get(i)));
        }
        Comparison comparison =
                Comparison.of(pairs.get(0), List.copyOf(pairs.subList(1, pairs.size())), margin, seed.seed());
        finish(comparison, comparison.look(ledger), watch);
        return comparison.exitCode();
    }

    /** A checkpoint keeps the instruction that it was trained with; a base without it is measured as it is used. */
    private void notePrompts(Prompts base, Prompts candidate) {
        if (!base.equals(candidate)) {
            session.console()
                    .note(
                            "prompts    base %s; candidate %s; --query-instruction, --passage-instruction: the same for both"
                                    .formatted(describe(base), describe(candidate)));
        }
    }

    private static String describe(Prompts prompts) {
        return "\"%s\" before queries, \"%s\" before passages".formatted(prompts.query(), prompts.passage());
    }

    private record Measured(Prompts prompts, List<Evaluation> evaluations) {}

    private Measured measure(String name, List<JudgedQueries> judged) {
        try (LoadedModel loaded = session.open(name, encoding)) {
            session.console().note(loaded.describe(encoding) + "\n");
            return new Measured(
                    loaded.folder().description().prompts(),
                    judged.stream()
                            .map(Evaluator.of(loaded.vectors())::evaluate)
                            .toList());
        }
    }

    private void finish(Comparison comparison, long looks, Stopwatch watch) {
        json.write(() -> comparison
                .json()
                .put("looks", looks)
                .put("base", baseName)
                .put("candidate", candidateName)
                .put("seconds", watch.seconds()));
        session.console()
                .print("""
                %s
                looks      %s
                seconds    %s"""
                        .formatted(comparison.text(), Looks.describe(looks), Amounts.seconds(watch.seconds())));
    }
}
