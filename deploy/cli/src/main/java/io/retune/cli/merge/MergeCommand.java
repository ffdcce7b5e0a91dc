package io.retune.cli.merge;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import io.retune.cli.train.SweepFlags;
import io.retune.cli.train.TrainingReport;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.GuardedSweep;
import io.retune.training.SweepFiles;
import io.retune.training.merging.ModelMerge;
import io.retune.training.merging.Shares;
import io.retune.training.merging.Sweep;
import io.retune.training.search.EncodedSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune merge}. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        header = "Average the weights of models that were tuned from one base",
        description =
                "%nWrites a model whose every weight is the weighted mean of the given models'. Between a base model"
                        + " and one tuned from it, most of what was gained is kept and most of what was forgotten comes back;"
                        + " several tuned models share what each has learnt. All must be the same network with the same"
                        + " tokenizer. Prompts and maximum length are the first model's, or what flags say. With --dataset"
                        + " the share is looked for: of some points between the base and a tuned model, or the mean of"
                        + " several, the one that is best on dev and costs no guard too much.%n",
        footer = {
            "%nExample:",
            "  retune merge bge-small-en-v1.5 checkpoint --weight 0.5 -o merged",
            "  retune merge bge-small-en-v1.5 law news --weight 0.3 --weight 0.3 -o merged",
            "  retune merge bge-small-en-v1.5 tuned-elsewhere --dataset faq.json --guard general.json -o merged"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.UNCHANGED, Help.INTERRUPTED})
public final class MergeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "MODEL",
            arity = "2..*",
            description = "Two or more models, the base first: " + ModelOption.NAMES + ".")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--weight",
            paramLabel = "SHARE",
            description = "How much a further model counts, once for each model after the first; the first gets what is"
                    + " left of 1. Default: all alike.")
    private List<Double> weights = new ArrayList<>();

    @Option(
            names = "--dataset",
            paramLabel = "DATASET.json",
            description = "Look for the share of the tuned models, all alike: on dev, a part of train that is drawn by"
                    + " the seed as retune train draws it, or the split dev. OUT.sweep gets a record and a picture.")
    private Path dataset;

    @Mixin
    private SweepFlags sweep;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private SeedOption seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "The model folder to write; must not exist.")
    private Path target;

    @Mixin
    private JsonOption json;

    /** The command. */
    public MergeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        if (Files.exists(target)) {
            throw new InputException("-o " + target + ": exists already; expected a new folder; choose another name or"
                    + " remove this one");
        }
        List<Path> inputs = new ArrayList<>(sweep.guardPaths());
        if (dataset == null) {
            sweep.requireUnused("--dataset");
        } else {
            inputs.add(dataset);
        }
        json.check(inputs);
        Optional<Sweep> found = dataset == null ? Optional.empty() : Optional.of(search());
        if (found.isPresent() && found.get().chosen().isEmpty()) {
            session.console().print("unchanged: the first model stays; no model was written");
            json.write(() -> JsonOption.object()
                    .putNull("checkpoint")
                    .put("seconds", watch.seconds())
                    .set("sweep", SweepFiles.json(found.get())));
            return ExitCode.UNCHANGED;
        }
        Shares shares = found.flatMap(Sweep::chosen)
                .map(point -> Shares.of(Collections.nCopies(models.size() - 1, point.alpha() / (models.size() - 1))))
                .orElseGet(this::shares);
        List<ModelFolder> folders = new ArrayList<>();
        models.forEach(name -> folders.add(folders.isEmpty() ? session.model(name, encoding) : session.model(name)));
        new ModelMerge(folders, shares).write(target);
        session.console().print(describe(shares));
        json.write(() -> {
            ObjectNode root = result(shares, watch.seconds());
            found.ifPresent(own -> root.set("sweep", SweepFiles.json(own)));
            return root;
        });
        return ExitCode.DONE;
    }

    /** Measures points between the first model and the mean of the others. */
    private Sweep search() {
        if (!weights.isEmpty()) {
            throw new InputException("--dataset: found " + weights.size()
                    + " --weight, expected none: the share is what is looked for; leave one of the two flags out");
        }
        RagDataset data = DatasetReader.read(dataset);
        DevSplit split = DevSplit.draw(data, seed.seed());
        if (split.dev().isEmpty()) {
            throw new InputException("--dataset " + dataset + ": " + split.reason()
                    + "; add training queries or a split dev, or give --weight");
        }
        List<RagDataset> guards = sweep.guards();
        List<ModelFolder> tuned = models.stream().skip(1).map(session::model).toList();
        try (LoadedModel base = session.open(models.get(0), encoding);
                NDManager manager = Torch.newManager()) {
            List<ModelFolder> all = new ArrayList<>(tuned);
            all.add(0, base.folder());
            ModelMerge.requireMergeable(all);
            GuardedSweep line = new GuardedSweep(
                    base.folder(),
                    sweep.options(),
                    SweepFlags.search(guards, base),
                    encoding.dtype(),
                    seed.seed(),
                    () -> {});
            Sweep found = line.run(
                    base.folder().readWeights(manager),
                    ModelMerge.mean(manager, tuned),
                    Optional.empty(),
                    line.selection(data, split.dev(), new EncodedSearch(base.vectors(), data)),
                    new TrainingReport(session.console())::swept);
            found.reasons().forEach(session.console()::note);
            Path picture = target.resolveSibling(target.getFileName() + ".sweep");
            SweepFiles.write(picture, found, sweep.options());
            session.console().note("drawn in " + picture.resolve(SweepFiles.PICTURE));
            return found;
        }
    }

    private Shares shares() {
        if (weights.isEmpty()) {
            return Shares.equal(models.size());
        }
        if (weights.size() != models.size() - 1) {
            throw new InputException("--weight: found " + weights.size() + " for " + models.size()
                    + " models, expected " + (models.size() - 1)
                    + ": one for each model after the first; add or remove some");
        }
        return Shares.of(weights);
    }

    private String describe(Shares shares) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < models.size(); i++) {
            text.append(String.format(
                    Locale.ROOT, "%6.1f %%  %s%n", 100 * shares.values().get(i), models.get(i)));
        }
        return text + "merged model: " + target;
    }

    private ObjectNode result(Shares shares, double seconds) {
        ObjectNode root = JsonOption.object().put("checkpoint", target.toString());
        ArrayNode parts = root.putArray("models");
        for (int i = 0; i < models.size(); i++) {
            parts.addObject()
                    .put("model", models.get(i))
                    .put("share", shares.values().get(i));
        }
        return root.put("seconds", seconds);
    }
}
