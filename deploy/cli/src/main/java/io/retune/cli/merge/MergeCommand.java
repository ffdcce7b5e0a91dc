package io.retune.cli.merge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.merging.ModelMerge;
import io.retune.training.merging.Shares;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
                        + " tokenizer. Prompts and maximum length are the first model's.%n",
        footer = {
            "%nExample:",
            "  retune merge bge-small-en-v1.5 checkpoint --weight 0.5 -o merged",
            "  retune merge bge-small-en-v1.5 law news --weight 0.3 --weight 0.3 -o merged"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class MergeCommand implements Runnable {
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
    public void run() {
        Stopwatch watch = new Stopwatch();
        if (Files.exists(target)) {
            throw new InputException("-o " + target + ": exists already; expected a new folder; choose another name or"
                    + " remove this one");
        }
        json.check();
        Shares shares = shares();
        List<ModelFolder> folders = models.stream().map(session::model).toList();
        new ModelMerge(folders, shares).write(target);
        session.console().print(describe(shares));
        json.write(() -> result(shares, watch.seconds()));
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
