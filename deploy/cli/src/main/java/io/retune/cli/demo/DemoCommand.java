package io.retune.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.Help;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.compare.Comparison;
import io.retune.cli.compare.Judged;
import io.retune.cli.compare.ModelPair;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.evaluate.MetricTable;
import io.retune.cli.mine.MineCommand;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.train.FineTuning;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.PassageClusters;
import io.retune.encoder.model.NewFolder;
import io.retune.metrics.significance.MinimumDetectableEffect;
import io.retune.training.TrainingResult;
import io.retune.training.evaluation.Evaluation;
import io.retune.training.mining.HardNegativeMiner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code retune demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "See the whole path on a small knowledge base, in minutes",
        description = "%nThe Skerrin Islands Ferry Cooperative does not exist; its help pages speak of hawser cards and"
                + " tide bills, and the people who ask do not. The demo measures bge-small-en-v1.5 on their questions,"
                + " mines hard negatives, fine-tunes, compares on questions that were never looked at, and lets the gate"
                + " decide, with general knowledge as the guard. Data sets and checkpoint stay in .retune/demo, for the"
                + " other commands to try.%n",
        footer = {"%nExample:", "  retune demo --json demo.json"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {
            " 0:promoted",
            Help.FAULT,
            Help.BAD_INPUT,
            " 3:rejected",
            " 4:undecided",
            " 5:unchanged: nothing beat the base model",
            Help.INTERRUPTED
        })
public final class DemoCommand implements Callable<Integer> {
    /** How alike base and tuned values are assumed to be when power is forecast; tuned models are usually above it. */
    private static final double ASSUMED_CORRELATION = 0.7;

    private final Session session;
    private final Map<String, Double> stages = new LinkedHashMap<>();

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private JsonOption json;

    /** The command. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        json.check();
        Looks ledger = Looks.open(session);
        Path folder = session.home().demo();
        Path checkpoint = folder.resolve("checkpoint");
        DemoData data = DemoData.in(folder);
        List<Judged> judged =
                List.of(Judged.target(data.target(), RagDataset.VAL), Judged.guard(data.guard(), DemoRecipe.SEED));
        try (LoadedModel base = session.open(DemoRecipe.MODEL, encoding)) {
            List<Evaluation> before = stage("baseline", () -> baseline(base, judged));
            RagDataset mined = stage("mine", () -> mine(base, data.target()));
            NewFolder.deleteQuietly(checkpoint); // of an earlier demo
            TrainingResult training = stage("train", () -> train(base, mined, checkpoint));
            if (training.bestStep() == 0) {
                return unchanged(checkpoint);
            }
            Comparison comparison = stage("compare", () -> compare(checkpoint, judged, before));
            long looks = comparison.look(ledger);
            session.console().print(comparison.text() + "\nlooks      " + Looks.describe(looks));
            SearchExample example = stage("search", () -> search(comparison));
            finish(checkpoint, comparison, example, looks);
            return comparison.exitCode();
        }
    }

    private <T> T stage(String name, Supplier<T> work) {
        session.console().print("\n--- " + name + " ---");
        Stopwatch watch = new Stopwatch();
        T result = work.get();
        stages.put(name, watch.seconds());
        return result;
    }

    private List<Evaluation> baseline(LoadedModel base, List<Judged> judged) {
        session.console().print(base.describe(encoding));
        List<Evaluation> evaluations =
                judged.stream().map(part -> part.evaluate(base)).toList();
        for (int i = 0; i < judged.size(); i++) {
            Judged part = judged.get(i);
            session.console()
                    .print("\n%s %s: %s questions, %s passages\n%s"
                            .formatted(
                                    i == 0 ? "target" : "guard",
                                    part.dataset().name(),
                                    Amounts.count(part.queries().size()),
                                    Amounts.count(evaluations.get(i).passages()),
                                    MetricTable.of(evaluations.get(i).metrics())));
        }
        session.console().print(power(judged.get(0), evaluations.get(0)));
        return evaluations;
    }

    private static String power(Judged target, Evaluation base) {
        double effect = MinimumDetectableEffect.forecast(
                base.metrics().values(ModelPair.DECIDING),
                PassageClusters.of(target.dataset(), target.queries()),
                ASSUMED_CORRELATION);
        return String.format(
                Locale.ROOT,
                "%nthese questions can show a difference of about %.1f percentage points of %s",
                100 * effect,
                ModelPair.DECIDING);
    }

    private RagDataset mine(LoadedModel base, RagDataset target) {
        HardNegativeMiner.Result result =
                HardNegativeMiner.mine(target, target.split(RagDataset.TRAIN), base.vectors(), DemoRecipe.mining());
        session.console().print(MineCommand.describe(result.audit()));
        return result.dataset();
    }

    private TrainingResult train(LoadedModel base, RagDataset mined, Path checkpoint) {
        TrainingResult result =
                new FineTuning(mined, DemoRecipe.training(encoding.dtype()), session.console()).run(base, checkpoint);
        session.console()
                .print(FineTuning.picture(checkpoint)
                        + "best: step %d of %d".formatted(result.bestStep(), result.steps()));
        return result;
    }

    private Comparison compare(Path checkpoint, List<Judged> judged, List<Evaluation> before) {
        try (LoadedModel tuned = session.open(checkpoint.toString(), encoding)) {
            List<ModelPair> pairs = judged.stream()
                    .map(part -> new ModelPair(part, before.get(judged.indexOf(part)), part.evaluate(tuned)))
                    .toList();
            return Comparison.of(pairs.get(0), pairs.subList(1, 2), DemoRecipe.MARGIN, DemoRecipe.SEED);
        }
    }

    private SearchExample search(Comparison comparison) {
        SearchExample example = new SearchExample(comparison.target());
        session.console().print(example.text());
        return example;
    }

    private int unchanged(Path checkpoint) {
        String reason = "no step of the training was better on dev than the model as it is";
        session.console().print("\ndecision   unchanged\n           " + reason);
        ObjectNode result = JsonOption.object().put("decision", "unchanged");
        result.putArray("reasons").add(reason);
        json.write(() -> surroundings(result, checkpoint).putNull("model"));
        return ExitCode.UNCHANGED;
    }

    private void finish(Path checkpoint, Comparison comparison, SearchExample example, long looks) {
        json.write(() -> {
            ObjectNode result = surroundings(comparison.json().put("looks", looks), checkpoint);
            result.set("search", example.json());
            return result;
        });
        session.console()
                .print("\nin %s: the data sets, the checkpoint and its learning curve; %s s"
                        .formatted(
                                checkpoint.getParent(),
                                Amounts.seconds(stages.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum())));
    }

    /** On files, nothing is collected or deployed. */
    private ObjectNode surroundings(ObjectNode result, Path checkpoint) {
        result.put("run", "demo").put("model", checkpoint.toString());
        ArrayNode list = result.putArray("stages");
        stages.forEach((name, seconds) -> list.addObject().put("name", name).put("seconds", seconds));
        return result.putNull("collection").putNull("generation");
    }
}
