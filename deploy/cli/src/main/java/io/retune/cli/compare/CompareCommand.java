package io.retune.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.evaluate.SplitQueries;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.option.SeedOption;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.GuardHalves;
import io.retune.metrics.gate.Guard;
import io.retune.training.evaluation.Evaluation;
import io.retune.training.evaluation.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                + " half of val that training never looks at.%n",
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
    private static final int TOP_K = 100;

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

    /** A data set and the queries of it that are looked at. */
    private record Judged(RagDataset dataset, List<String> queries) {}

    @Override
    public Integer call() {
        if (!(margin >= 0 && margin < 1)) {
            throw new InputException("--margin: found " + margin
                    + ", expected 0 or more and less than 1 (0.02 is two percentage points); choose another");
        }
        Stopwatch watch = new Stopwatch();
        json.check(file);
        Looks ledger = Looks.open(session);
        RagDataset dataset = DatasetReader.read(file);
        List<Judged> judged = new ArrayList<>();
        judged.add(new Judged(dataset, SplitQueries.of(dataset, split)));
        guards.forEach(guard -> judged.add(guard(DatasetReader.read(guard))));
        List<Evaluation> base = evaluate(baseName, judged);
        List<Evaluation> candidate = evaluate(candidateName, judged);
        List<ModelPair> pairs = new ArrayList<>();
        for (int i = 0; i < judged.size(); i++) {
            pairs.add(new ModelPair(judged.get(i).dataset(), judged.get(i).queries(), base.get(i), candidate.get(i)));
        }
        Comparison comparison =
                Comparison.of(pairs.get(0), List.copyOf(pairs.subList(1, pairs.size())), margin, seed.seed());
        return finish(comparison, looks(ledger, comparison), watch);
    }

    private Judged guard(RagDataset guard) {
        GuardHalves halves = GuardHalves.of(guard, seed.seed());
        session.console().note("guard " + guard.name() + ": " + halves.reason());
        return new Judged(guard, halves.gate());
    }

    private List<Evaluation> evaluate(String name, List<Judged> judged) {
        try (LoadedModel loaded = session.open(name, encoding)) {
            session.console().note(loaded.describe(encoding) + "\n");
            Evaluator evaluator = new Evaluator(loaded.vectors(), TOP_K);
            return judged.stream()
                    .map(part -> evaluator.evaluate(part.dataset(), part.queries()))
                    .toList();
        }
    }

    private long looks(Looks ledger, Comparison comparison) {
        String verdict = comparison.decision().verdict().json();
        comparison.guards().forEach(guard -> add(ledger, guard, RagDataset.VAL, verdict));
        return add(ledger, comparison.target(), split, verdict);
    }

    private static long add(Looks ledger, ModelPair pair, String split, String verdict) {
        return ledger.add(
                pair.dataset(),
                split,
                pair.base().identity(),
                Optional.of(pair.candidate().identity()),
                verdict);
    }

    private int finish(Comparison comparison, long looks, Stopwatch watch) {
        json.write(() -> {
            ObjectNode result = comparison.json().put("looks", looks).put("seconds", watch.seconds());
            return result.put("base", baseName).put("candidate", candidateName);
        });
        session.console()
                .print("""
                %s
                looks      %s
                seconds    %s"""
                        .formatted(comparison.text(), Looks.describe(looks), Amounts.seconds(watch.seconds())));
        return switch (comparison.decision().verdict()) {
            case PROMOTED -> ExitCode.DONE;
            case REJECTED -> ExitCode.REJECTED;
            case UNDECIDED -> ExitCode.UNDECIDED;
        };
    }
}
