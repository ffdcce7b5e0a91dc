package io.retune.cli.ablate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.mine.AuditText;
import io.retune.cli.mine.LimitFlags;
import io.retune.cli.mine.RangeFlags;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.option.SeedOption;
import io.retune.cli.output.OutputFile;
import io.retune.cli.train.TrainingFlags;
import io.retune.cli.train.TrainingReport;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.dataset.split.GuardHalves;
import io.retune.dataset.split.JudgedQueries;
import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.ablation.AblationReport;
import io.retune.training.ablation.AblationRuns;
import io.retune.training.ablation.AblationTable;
import io.retune.training.ablation.ArmRun;
import io.retune.training.ablation.NegativesSource;
import io.retune.training.ablation.TokenBudget;
import io.retune.training.data.TrainingSet;
import io.retune.training.mining.MiningOptions;
import io.retune.training.search.EncodedSearch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune ablate}. */
@Command(
        name = "ablate",
        mixinStandardHelpOptions = true,
        header = "Find out which hard negatives help, at equal cost",
        description = "%nRuns the same training without hard negatives, with the data set's own and with mined ones,"
                + " and compares the arms on dev and on the guards' selection halves, whole corpora, with paired"
                + " intervals against the first arm. Every training of a seed sees the same number of tokens: the"
                + " first arm trains as 'retune train --alphas 1' does without guards on such data; of an arm whose"
                + " examples are longer, a seeded draw of the pairs is left out, and one whose examples are shorter"
                + " repeats a draw. The best step is selected on dev in each training. val stays closed, but with --final it"
                + " is opened once, at the end. A command that was killed goes on where it was when it is"
                + " repeated.%n",
        footer = {
            "%nExample:",
            "  retune ablate faq.json --negatives none,given,mined --model bge-small-en-v1.5 --guard general.json \\",
            "    --seeds 1,2,3 -o ablation --markdown ablation.md"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class AblateCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The data set.")
    private Path file;

    @Option(
            names = "--negatives",
            paramLabel = "none|given|mined",
            split = ",",
            defaultValue = "none,given,mined",
            description = "The arms: no hard negatives, the data set's negative_docs, mined ones. The others are"
                    + " compared with the first. Default: ${DEFAULT-VALUE}.")
    private List<NegativesSource> arms;

    @Mixin
    private ModelOption model;

    @Mixin
    private EncodingOptions encoding;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,3",
            description = "One training of each arm for each. Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds;

    @Option(
            names = "--token-budget",
            paramLabel = "N",
            description = "Tokens of a training, all epochs together. Default: what the first arm has.")
    private Long tokenBudget;

    @Mixin
    private TrainingFlags training;

    @Option(
            names = "--mined-negatives",
            paramLabel = "N",
            defaultValue = "15",
            description = "Negatives mined for each query. Default: ${DEFAULT-VALUE}.")
    private int minedNegatives;

    @Mixin
    private RangeFlags range;

    @Mixin
    private LimitFlags limits;

    @Option(
            names = "--guard",
            paramLabel = "G.json",
            description = "Also compare the arms on this data set's selection half. Repeatable.")
    private List<Path> guards = new ArrayList<>();

    @Option(
            names = "--final",
            description = "Open val, once, after all else; the look is written to the ledger of looks.")
    private boolean opensVal;

    @Mixin
    private SeedOption seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "For the checkpoints, by arm and seed.")
    private Path folder;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the tables and sentences there.")
    private Path markdown;

    @Mixin
    private JsonOption json;

    /** What is prepared before the first training. */
    private record Plan(Map<NegativesSource, TrainingSet> sets, TokenBudget budget, long tokensPerEpoch) {}

    /** The command. */
    public AblateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Stopwatch watch = new Stopwatch();
        requireDistinct("--negatives", arms, 2);
        requireDistinct("--seeds", seeds, 1);
        TrainingOptions options = training.options(Method.FULL, encoding.dtype(), seed.seed());
        if (options.batches().negativesPerQuery() == 0) {
            throw new InputException("--negatives-per-query: found 0, expected 1 or more: without hard negatives all"
                    + " arms are the same");
        }
        MiningOptions mining = limits.applyTo(range.options(minedNegatives, seed.seed()));
        List<Path> inputs = new ArrayList<>(guards);
        inputs.add(file);
        Optional<OutputFile> page =
                Optional.ofNullable(markdown).map(path -> new OutputFile("--markdown", path).mustNotBeAnyOf(inputs));
        page.ifPresent(output -> inputs.add(output.path()));
        json.check(inputs);
        Optional<Looks> ledger = opensVal ? Optional.of(Looks.open(session)) : Optional.empty();
        RagDataset dataset = DatasetReader.read(file);
        Optional<JudgedQueries> val =
                opensVal ? Optional.of(JudgedQueries.target(dataset, RagDataset.VAL)) : Optional.empty();
        DevSplit split = DevSplit.draw(dataset, seed.seed());
        List<JudgedQueries> judged = judged(dataset, split);
        try (LoadedModel base = session.open(model.name(), encoding)) {
            session.console().note(base.describe(encoding));
            EncodedSearch search = new EncodedSearch(base.vectors(), dataset);
            Plan plan = plan(
                    new ArmSets(dataset, split, search, mining, audit -> session.console()
                            .note(AuditText.counts(audit))),
                    options,
                    base);
            AblationRuns runs = new AblationRuns(base.folder(), search, split, folder);
            List<ArmRun> finished = train(plan, runs);
            ArmEvaluation evaluation = new ArmEvaluation(session, encoding, base, runs, finished, seed.seed());
            List<AblationTable> tables = evaluation.tables(judged);
            Optional<AblationTable> opened = val.map(part -> open(part, evaluation, ledger.orElseThrow(), base));
            AblationReport report =
                    AblationReport.of(finished, tables.get(0), tables.subList(1, tables.size()), opened);
            String text = AblationText.of(report);
            page.ifPresent(
                    output -> output.write(bytes -> bytes.write((text + "\n").getBytes(StandardCharsets.UTF_8))));
            session.console().print(text);
            json.write(() -> result(report, watch.seconds()));
        }
    }

    private static void requireDistinct(String flag, List<?> values, int fewest) {
        if (values.size() < fewest || new HashSet<>(values).size() < values.size()) {
            throw new InputException(
                    flag + ": found " + values + ", expected " + fewest + " or more, each once; correct the list");
        }
    }

    /** Dev first, then the guards' selection halves. */
    private List<JudgedQueries> judged(RagDataset dataset, DevSplit split) {
        if (split.dev().isEmpty()) {
            throw new InputException(file + ": " + split.reason() + "; expected a dev to compare the arms on;"
                    + " add training queries or a split named dev");
        }
        List<JudgedQueries> judged = new ArrayList<>();
        judged.add(new JudgedQueries(dataset, RagDataset.DEV, split.dev(), split.reason()));
        for (Path path : guards) {
            RagDataset guard = DatasetReader.read(path);
            GuardHalves halves = GuardHalves.of(guard, seed.seed());
            if (halves.selection().isEmpty()) {
                throw new InputException(path + ": nothing of this guard may be looked at, " + halves.reason()
                        + "; expected a selection half; leave the guard out");
            }
            judged.add(new JudgedQueries(guard, "selection half", halves.selection(), halves.reason()));
        }
        judged.forEach(part -> session.console()
                .note(part.dataset().name() + ": " + part.queries().size() + " queries, " + part.reason()));
        return judged;
    }

    private Plan plan(ArmSets armSets, TrainingOptions options, LoadedModel base) {
        TokenBudget budget = new TokenBudget(base.folder(), options.batches().negativesPerQuery());
        Map<NegativesSource, TrainingSet> sets = new EnumMap<>(NegativesSource.class);
        arms.forEach(arm -> sets.put(arm, armSets.of(arm)));
        long tokensPerEpoch = tokenBudget == null
                ? budget.tokens(sets.get(arms.get(0)))
                : tokenBudget / options.batches().epochs();
        return new Plan(sets, budget, tokensPerEpoch);
    }

    private List<ArmRun> train(Plan plan, AblationRuns runs) {
        List<ArmRun> finished = new ArrayList<>();
        for (long each : seeds) {
            TrainingOptions options = training.options(Method.FULL, encoding.dtype(), each);
            for (NegativesSource arm : arms) {
                TrainingSet set = plan.budget().fit(plan.sets().get(arm), plan.tokensPerEpoch(), each);
                long tokens = plan.budget().tokens(set);
                session.console()
                        .note("%n%s, seed %d: %,d pairs, %,d tokens"
                                .formatted(
                                        arm.label(),
                                        each,
                                        set.examples().size(),
                                        tokens * options.batches().epochs()));
                finished.add(runs.run(arm.label(), set, tokens, options, new TrainingReport(session.console())));
            }
        }
        return finished;
    }

    private AblationTable open(JudgedQueries val, ArmEvaluation evaluation, Looks ledger, LoadedModel base) {
        AblationTable table = evaluation.tables(List.of(val)).get(0);
        long looks = ledger.add(val.dataset(), val.split(), base.encoder().identity(), Optional.empty(), "ablate");
        session.console().note("looks      " + Looks.describe(looks));
        return table;
    }

    private ObjectNode result(AblationReport report, double seconds) {
        ObjectNode root =
                JsonOption.object().put("dataset", report.dev().dataset()).put("model", model.name());
        root.set("seeds", JsonOption.tree(seeds));
        root.setAll((ObjectNode) JsonOption.tree(report));
        return root.put("seconds", seconds);
    }
}
