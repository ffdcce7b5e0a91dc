package io.retune.cli.mine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.option.SeedOption;
import io.retune.cli.output.OutputFile;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.training.mining.HardNegativeMiner;
import io.retune.training.mining.MiningAudit;
import io.retune.training.mining.MiningOptions;
import io.retune.training.search.EncodedPairs;
import io.retune.training.search.EncodedSearch;
import io.retune.training.search.PairScores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune mine}. */
@Command(
        name = "mine",
        mixinStandardHelpOptions = true,
        header = "Find passages that look right to the model but are not",
        description = "%nSearches the corpus for every query of a split and writes the data set again with"
                + " negative_docs: passages of a range of ranks that are not marked as relevant. The first ranks"
                + " often hold answers that nobody marked, so the range should not begin too early. Margins are held"
                + " against the query's lowest scored positive. A query whose range holds too few gets fewer:"
                + " nothing is filled up. The audit shows what was left out and why, where scores lie, and three"
                + " queries to read, in --json 20.%n",
        footer = {
            "%nExample:",
            "  retune mine faq.json --model bge-small-en-v1.5 --range-min 10 --range-max 60 --negatives 4 -o mined.json",
            "%nA second round, with the model that the first one's negatives tuned:",
            "  retune mine mined.json --model checkpoint --keep --negatives 2 -o mined2.json"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class MineCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The data set.")
    private Path file;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = RagDataset.TRAIN,
            description = "Whose queries get negatives. Default: ${DEFAULT-VALUE}.")
    private String split;

    @Mixin
    private ModelOption model;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private MiningFlags mining;

    @Mixin
    private TeacherFlags teacher;

    @Option(
            names = "--keep",
            description = "Keep the negatives that the data set has, and add to them: for a further round, with a model"
                    + " tuned on those of the first. Default: replace them.")
    private boolean keep;

    @Mixin
    private SeedOption seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.json",
            required = true,
            description = "The data set with negatives.")
    private Path target;

    @Mixin
    private JsonOption json;

    /** The command. */
    public MineCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Stopwatch watch = new Stopwatch();
        MiningOptions options = mining.options(seed.seed())
                .withEarlier(keep ? MiningOptions.Earlier.KEEP : MiningOptions.Earlier.REPLACE);
        teacher.check();
        OutputFile output = new OutputFile("-o", target).mustNotBe(file, "the data set to mine");
        json.check(file, target);
        RagDataset dataset = DatasetReader.read(file);
        try (LoadedModel loaded = session.open(model.name(), encoding)) {
            List<String> queries = JudgedQueries.target(dataset, split).queries();
            HardNegativeMiner.Result result = mine(dataset, queries, loaded, options);
            DatasetWriter.write(result.dataset(), output.path());
            session.console().print(loaded.describe(encoding) + "\n\n" + AuditText.of(result.audit()));
            json.write(() -> result(result.audit(), watch.seconds()));
        }
    }

    private HardNegativeMiner.Result mine(
            RagDataset dataset, List<String> queries, LoadedModel loaded, MiningOptions options) {
        EncodedSearch search = new EncodedSearch(loaded.vectors(), dataset);
        // A resource may be null: then nothing is closed.
        try (LoadedModel judge = teacher.open(session, encoding.dtype()).orElse(null)) {
            Optional<PairScores> scores =
                    Optional.ofNullable(judge).map(model -> new EncodedPairs(model.vectors(), dataset));
            return HardNegativeMiner.mine(dataset, queries, search, scores, options);
        }
    }

    private static ObjectNode result(MiningAudit audit, double seconds) {
        return JsonOption.object()
                .<ObjectNode>setAll((ObjectNode) JsonOption.tree(audit))
                .put("seconds", seconds);
    }
}
