package io.retune.cli.synthesize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.ChatModel;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.output.OutputFile;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.PairSource;
import io.retune.synthesis.RoundTrip;
import io.retune.synthesis.SynthesisCounts;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisResult;
import io.retune.synthesis.Synthesizer;
import io.retune.synthesis.chat.ChatOptions;
import io.retune.synthesis.chat.ChatPairs;
import io.retune.synthesis.chat.SegmentStore;
import io.retune.synthesis.extract.ExtractivePairs;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune synthesize}. */
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        header = "Make questions for passages that have none",
        description = "%nAsks a language model for question-answer pairs about every passage that no query of the data"
                + " set has as relevant, drops what is too short, known already or, with --model, does not find its"
                + " passage again, and writes the data set with the new questions in train. Answers are kept beside"
                + " the output as they come: a command that was interrupted goes on where it was. Without a language"
                + " model, words of the passages themselves serve as queries, which is much weaker.%n",
        footer = {
            "%nExample:",
            "  retune synthesize faq.json --ollama http://localhost:11434 --llm-model llama3.2 -o faq-more.json"
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class SynthesizeCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DATASET.json", description = "The data set.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.json",
            required = true,
            description = "The data set with the new questions; a file that is there is replaced.")
    private Path target;

    @Option(
            names = "--passages",
            paramLabel = "N",
            description = "Ask about so many passages at the most, in the order of the corpus. Default: all without"
                    + " questions.")
    private Integer passages;

    @Option(
            names = "--pairs-per-passage",
            paramLabel = "N",
            defaultValue = "3",
            description = "Pairs to ask for. Default: ${DEFAULT-VALUE}.")
    private int pairsPerPassage;

    @Mixin
    private ChatModelOptions chat;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "An embedding model that searches the corpus with each new question: " + ModelOption.NAMES
                    + ". Default: not checked.")
    private String model;

    @Mixin
    private EncodingOptions encoding;

    @Option(
            names = "--round-trip-rank",
            paramLabel = "K",
            defaultValue = "10",
            description = "Keep a question if its passage is among the first so many. Default: ${DEFAULT-VALUE}.")
    private int roundTripRank;

    @Mixin
    private JsonOption json;

    /** The command. */
    public SynthesizeCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Stopwatch watch = new Stopwatch();
        requireCounts();
        OutputFile output = new OutputFile("--output", target).mustNotBe(file, "the input");
        json.check(file, target);
        ChatOptions defaults = ChatOptions.defaults();
        Optional<ChatModel> asked = chat.model(session.environment(), defaults.timeLimit());
        RagDataset dataset = DatasetReader.read(file);
        SynthesisInput input = input(dataset);
        SynthesisResult result =
                asked.isPresent() ? ask(asked.get(), defaults, input) : synthesize(extractive(), input);
        DatasetWriter.write(result.addTo(dataset), output.path());
        json.write(() -> json(result, watch.seconds()));
        session.console()
                .print("%s\n%s: %s more\nseconds    %s"
                        .formatted(
                                result.text(),
                                target,
                                Amounts.count(result.pairs().size(), "question"),
                                Amounts.seconds(watch.seconds())));
    }

    private void requireCounts() {
        requireOne("--passages", passages == null ? 1 : passages);
        requireOne("--pairs-per-passage", pairsPerPassage);
        requireOne("--round-trip-rank", roundTripRank);
    }

    private static void requireOne(String flag, int value) {
        if (value < 1) {
            throw new InputException(flag + ": found " + value + ", expected 1 or more; choose another");
        }
    }

    private SynthesisInput input(RagDataset dataset) {
        SynthesisInput all = SynthesisInput.of(dataset);
        if (passages == null || passages >= all.passages().size()) {
            return all;
        }
        return new SynthesisInput(all.corpus(), all.passages().subList(0, passages), all.questions());
    }

    private PairSource extractive() {
        session.console()
                .note("no language model was named (--llm-url or --ollama): words of the passages themselves serve as"
                        + " queries, which teaches less than questions would");
        return new ExtractivePairs(pairsPerPassage);
    }

    private SynthesisResult ask(ChatModel model, ChatOptions defaults, SynthesisInput input) {
        Path segments = target.resolveSibling(target.getFileName() + ".synthesis");
        ChatOptions options = new ChatOptions(
                pairsPerPassage,
                defaults.attempts(),
                defaults.requestsInFlight(),
                defaults.timeLimit(),
                defaults.firstWait(),
                defaults.longestWait());
        try (SegmentStore store = SegmentStore.open(segments)) {
            return synthesize(new ChatPairs(model, chat.name(), store, options), input);
        }
    }

    private SynthesisResult synthesize(PairSource source, SynthesisInput input) {
        if (model == null) {
            return synthesize(source, Optional.empty(), input);
        }
        try (LoadedModel loaded = session.open(model, encoding)) {
            return synthesize(source, Optional.of(new EncodedRoundTrip(loaded, input.corpus())), input);
        }
    }

    private SynthesisResult synthesize(PairSource source, Optional<RoundTrip> roundTrip, SynthesisInput input) {
        FilterOptions defaults = FilterOptions.defaults();
        FilterOptions filter =
                new FilterOptions(defaults.shortestAnswer(), roundTripRank, defaults.nearDuplicateSimilarity());
        return new Synthesizer(source, roundTrip, filter)
                .run(input, new SynthesisReport(session.console()), Cancellation.NEVER);
    }

    private static ObjectNode json(SynthesisResult result, double seconds) {
        SynthesisCounts counts = result.counts();
        ObjectNode json = JsonOption.object()
                .put("source", result.source())
                .put("round_tripped", result.roundTripped())
                .put("passages", counts.passages())
                .put("copies", counts.copies())
                .put("resumed", counts.resumed());
        json.set("outcomes", words(counts.outcomes()));
        json.set("calls", JsonOption.tree(counts.calls()));
        json.put("pairs", counts.pairs());
        json.set("dropped", words(counts.dropped()));
        return json.put("kept", counts.kept()).put("seconds", seconds);
    }

    private static ObjectNode words(Map<? extends Enum<?>, Integer> counts) {
        ObjectNode words = JsonOption.object();
        counts.forEach((what, count) -> words.put(what.name().toLowerCase(Locale.ROOT), count));
        return words;
    }
}
