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
import io.retune.training.search.EncodedSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
                + " negative_docs: passages of a range of ranks that are not marked as relevant. The first ranks often"
                + " hold answers that nobody marked, so the range should not begin too early. The audit shows what was"
                + " left out and why, and pairs to read.%n",
        footer = {
            "%nExample:",
            "  retune mine faq.json --model bge-small-en-v1.5 --range-min 10 --range-max 60 --negatives 4 -o mined.json"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class MineCommand implements Runnable {
    private static final int SHOWN_SAMPLES = 3;
    private static final int SHOWN_CHARACTERS = 90;

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
        MiningOptions options = mining.options(seed.seed());
        OutputFile output = new OutputFile("-o", target).mustNotBe(file, "the data set to mine");
        json.check(file, target);
        RagDataset dataset = DatasetReader.read(file);
        try (LoadedModel loaded = session.open(model.name(), encoding)) {
            List<String> queries = JudgedQueries.target(dataset, split).queries();
            HardNegativeMiner.Result result =
                    HardNegativeMiner.mine(dataset, queries, new EncodedSearch(loaded.vectors(), dataset), options);
            DatasetWriter.write(result.dataset(), output.path());
            session.console().print(loaded.describe(encoding) + "\n\n" + describe(result.audit()));
            json.write(() -> result(result.audit(), watch.seconds()));
        }
    }

    private static String describe(MiningAudit audit) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                mined      %,d negatives for %,d queries; %,d queries got fewer than asked for
                left out   %s
                cosines    relevant pairs %s; negative pairs %s (10 %%, median, 90 %%)""",
                audit.negatives(),
                audit.queries(),
                audit.shortOf(),
                audit.removed(),
                describe(audit.positiveScores()),
                describe(audit.negativeScores())));
        audit.samples().stream()
                .limit(SHOWN_SAMPLES)
                .forEach(sample -> text.append(String.format(
                        Locale.ROOT,
                        "%n%nquery      %s%n  relevant %.3f  %s%n  negative %.3f  %s",
                        sample.query(),
                        sample.positiveScore(),
                        shortened(sample.positive()),
                        sample.negativeScore(),
                        shortened(sample.negative()))));
        return text.toString();
    }

    private static String describe(MiningAudit.Distribution scores) {
        return String.format(Locale.ROOT, "%.3f %.3f %.3f", scores.low(), scores.median(), scores.high());
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static ObjectNode result(MiningAudit audit, double seconds) {
        return JsonOption.object()
                .<ObjectNode>setAll((ObjectNode) JsonOption.tree(audit))
                .put("seconds", seconds);
    }
}
