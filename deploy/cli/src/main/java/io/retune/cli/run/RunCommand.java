package io.retune.cli.run;

import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.RunView;
import io.retune.cli.service.Services;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        defaultValueProvider = RecipeDefaults.class,
        header = "Fine-tune, judge and put live, on a running stack",
        description = "%nSends the data sets to the stack, loads the corpus into an index that search serves from, and"
                + " asks for a run: measure the model in use, gather training data, fine-tune, compare on questions that"
                + " training never saw, decide. A better model goes live by itself. The command follows the run to its"
                + " end; Ctrl-C ends the following, not the run.%n",
        footer = {"%nExample:", "  retune up", "  retune run faq.json --guard general.json --model bge-small-en-v1.5"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {
            Help.PROMOTED,
            Help.FAULT,
            Help.BAD_INPUT,
            Help.REJECTED,
            Help.UNDECIDED,
            Help.RUN_UNCHANGED,
            Help.FAILED,
            Help.CANCELLED,
            Help.SUPERSEDED,
            Help.UNFOLLOWED
        })
public final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The target: documents, and questions about them.")
    private Path file;

    @Option(
            names = "--guard",
            paramLabel = "G.json",
            description = "A data set on which the candidate must not become much worse. Repeatable.")
    private List<Path> guards = new ArrayList<>();

    @Option(
            names = "--index",
            paramLabel = "NAME",
            description = "The index: what search asks for. Default: the name of the data set, in lower case.")
    private String index;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The base model: " + ModelOption.NAMES
                    + ". Default: what is live in the index; where nothing is, the"
                    + " service's default, bge-small-en-v1.5.")
    private String model;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private RecipeFlags recipe;

    @Option(names = "--no-load", description = "Leave the documents of the index as they are.")
    private boolean noLoad;

    @Option(names = "--no-follow", description = "Return as soon as the run is accepted, with exit code 0.")
    private boolean noFollow;

    @Mixin
    private JsonOption json;

    /** The command. */
    public RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        json.check(file);
        Recipe checked = recipe.recipe();
        Optional<ModelReference> base = model();
        Services services = Services.of(session);
        RunPreparation preparation = new RunPreparation(services, session.console());
        DatasetReference target = preparation.upload(file);
        List<DatasetReference> guardSets =
                guards.stream().map(preparation::upload).toList();
        String name = index == null ? target.name().toLowerCase(Locale.ROOT) : index;
        if (!noLoad) {
            preparation.load(name, target, base);
        }
        RunView accepted = services.eval().request(new EvalClient.Request(name, target, guardSets, base, checked));
        return new RunEnding(session, json).of(services.eval(), accepted, !noFollow);
    }

    private Optional<ModelReference> model() {
        if (model == null && encoding.areGiven()) {
            throw new InputException(
                    "--model: missing; expected the model that the instructions, --max-length or --dtype"
                            + " are for; name it");
        }
        return Optional.ofNullable(model).map(encoding::reference);
    }
}
