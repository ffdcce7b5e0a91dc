package io.retune.cli.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.SeedOption;
import io.retune.cli.output.OutputFile;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.dataset.convert.Conversion;
import io.retune.dataset.convert.ConvertOptions;
import io.retune.dataset.convert.Converter;
import io.retune.dataset.convert.Converters;
import io.retune.dataset.leakage.LeakageReport;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune convert}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        header = "Make a data set from another format",
        description = "%nReads a file or folder (Parquet, JSON lines, JSON, TSV: whatever the format uses), skips what"
                + " cannot be used and says how much and why, divides queries into splits where the format has none, and"
                + " reports queries that stand in two splits. Published splits stay as they are unless --remove-leaked"
                + " is given.%n",
        footer = {"%nExample:", "  retune convert pairs questions.jsonl -o faq.json --val-share 0.2"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, "130:interrupted (Ctrl-C); nothing is written"})
public final class ConvertCommand implements Runnable {
    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "What the input is: ${COMPLETION-CANDIDATES}.")
    private String format;

    @Parameters(index = "1", paramLabel = "INPUT", description = "The file or folder to read.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DATASET.json",
            required = true,
            description = "The data set to write; a file that is there is replaced.")
    private Path file;

    @Option(
            names = "--val-share",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description =
                    "pairs, triplets, scored-pairs, squad: share of the queries that becomes val, where the input has"
                            + " no splits. Default: ${DEFAULT-VALUE}.")
    private double valShare;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--remove-leaked",
            description =
                    "Take queries out of train that stand in another split with the same or nearly the same text.")
    private boolean removeLeaked;

    @Mixin
    private JsonOption json;

    /** The command. */
    public ConvertCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OutputFile output = new OutputFile("--output", file).mustNotBe(input, "the input");
        json.check(input, file);
        Converter converter = Converters.byName(format);
        ConvertOptions options = ConvertOptions.DEFAULTS.withValShare(valShare).withSeed(seed.seed());
        Stopwatch watch = new Stopwatch();
        Conversion conversion = converter.convert(input, options);
        LeakageReport leakage = LeakageReport.of(conversion.dataset());
        RagDataset dataset = removeLeaked ? leakage.removeLeaked(conversion.dataset()) : conversion.dataset();
        DatasetWriter.write(dataset, output.path());
        double seconds = watch.seconds();
        json.write(() -> result(dataset, conversion, leakage, seconds));
        session.console()
                .print(
                        """
                %s
                %s
                %s: %s queries, %s passages; %s
                seconds    %s"""
                                .formatted(
                                        conversion.report().text(),
                                        leakage.text(conversion.dataset()) + removal(conversion.dataset(), dataset),
                                        file,
                                        Amounts.count(dataset.queries().size()),
                                        Amounts.count(dataset.corpus().size()),
                                        dataset.queriesSplit().entrySet().stream()
                                                .map(split -> split.getKey() + " "
                                                        + Amounts.count(
                                                                split.getValue().size()))
                                                .collect(Collectors.joining(", ")),
                                        Amounts.seconds(seconds)));
    }

    private String removal(RagDataset before, RagDataset after) {
        if (!removeLeaked) {
            return "";
        }
        return "\ntaken out of train: " + Amounts.count(trainQueries(before) - trainQueries(after));
    }

    private static int trainQueries(RagDataset dataset) {
        return dataset.hasSplit(RagDataset.TRAIN)
                ? dataset.split(RagDataset.TRAIN).size()
                : 0;
    }

    private ObjectNode result(RagDataset dataset, Conversion conversion, LeakageReport leakage, double seconds) {
        ObjectNode result = JsonOption.object()
                .put("dataset", file.toString())
                .put("format", format)
                .put("rows", conversion.report().rows())
                .put("queries", dataset.queries().size())
                .put("passages", dataset.corpus().size());
        result.set("skipped", JsonOption.tree(conversion.report().skipped()));
        ObjectNode splits = result.putObject("splits");
        dataset.queriesSplit().forEach((split, ids) -> splits.put(split, ids.size()));
        result.putObject("leakage")
                .put("same_text", leakage.sameText().size())
                .put("nearly_same_text", leakage.nearlySameText().size())
                .put("removed", removeLeaked)
                .set("shared_passages", JsonOption.tree(leakage.sharedPassages()));
        return result.put("seconds", seconds);
    }
}
