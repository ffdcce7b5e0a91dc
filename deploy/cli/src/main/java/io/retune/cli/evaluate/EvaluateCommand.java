package io.retune.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;
import io.retune.training.evaluation.Evaluation;
import io.retune.training.evaluation.Evaluator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        header = "Measure how well a model finds the right passages",
        description = "%nSearches the whole corpus exactly for every query of a split and prints ndcg, map, recall,"
                + " precision (trec_eval's definitions) and mrr at 1, 3, 5 and 10. Vectors are kept and reused. A look at"
                + " a split other than train and dev is written to the ledger of looks: the more often queries were"
                + " looked at, the less a good result on them means.%n",
        footer = {
            "%nExample:",
            "  retune evaluate faq.json --split val --model bge-small-en-v1.5 \\",
            "    --query-instruction \"Represent this sentence for searching relevant passages: \""
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class EvaluateCommand implements Runnable {
    /** The largest cutoff of the metrics. */
    private static final int LEAST_TOP_K = 10;

    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The data set.")
    private Path file;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = RagDataset.VAL,
            description = "Whose queries are searched for. Default: ${DEFAULT-VALUE}.")
    private String split;

    @Mixin
    private ModelOption model;

    @Mixin
    private EncodingOptions encoding;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            defaultValue = "100",
            description = "Passages retrieved for each query, 10 or more. Default: ${DEFAULT-VALUE}.")
    private int topK;

    @Mixin
    private JsonOption json;

    /** The command. */
    public EvaluateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (topK < LEAST_TOP_K) {
            throw new InputException("--top-k: found " + topK + ", expected " + LEAST_TOP_K
                    + " or more, since metrics look at the first " + LEAST_TOP_K + "; choose a larger number");
        }
        json.check(file);
        Looks ledger = Looks.open(session);
        RagDataset dataset = DatasetReader.read(file);
        List<String> queries = JudgedQueries.target(dataset, split).queries();
        try (LoadedModel loaded = session.open(model.name(), encoding)) {
            Stopwatch watch = new Stopwatch();
            Evaluation evaluation = new Evaluator(loaded.vectors(), topK).evaluate(dataset, queries);
            double seconds = watch.seconds();
            long looks = ledger.add(dataset, split, evaluation.identity(), Optional.empty(), "evaluate");
            json.write(() -> result(dataset, evaluation, looks, seconds));
            session.console()
                    .print(
                            """
                    data set   %s, %s: %s queries, %s passages
                    %s

                    %s

                    looks      %s
                    seconds    %s, model load apart"""
                                    .formatted(
                                            dataset.name(),
                                            split,
                                            Amounts.count(queries.size()),
                                            Amounts.count(evaluation.passages()),
                                            loaded.describe(encoding),
                                            MetricTable.of(evaluation.metrics()),
                                            Looks.describe(looks),
                                            Amounts.seconds(seconds)));
        }
    }

    private ObjectNode result(RagDataset dataset, Evaluation evaluation, long looks, double seconds) {
        MetricReport metrics = evaluation.metrics();
        ObjectNode result = JsonOption.object()
                .put("dataset", dataset.name())
                .put("split", split)
                .put("model", model.name())
                .put("dtype", encoding.dtype().label())
                .put("passage_identity", evaluation.identity().passage())
                .put("query_identity", evaluation.identity().query())
                .put("queries", metrics.queryIds().size())
                .put("passages", evaluation.passages())
                .put("looks", looks)
                .put("seconds", seconds);
        result.set("metrics", JsonOption.tree(metrics.means()));
        ObjectNode perQuery = result.putObject("per_query");
        for (int i = 0; i < metrics.queryIds().size(); i++) {
            perQuery.set(metrics.queryIds().get(i), JsonOption.tree(metrics.ofQuery(i)));
        }
        return result;
    }
}
