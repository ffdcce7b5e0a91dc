package io.retune.cli.encode;

import io.retune.cli.Help;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.option.ModelOption;
import io.retune.cli.output.OutputFile;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.evaluation.VectorSource;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune encode}. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        header = "Turn texts into vectors",
        description =
                "%nReads a text per line of JSON (a string, or an object with the key \"text\") and writes a NumPy"
                        + " file: 32-bit floats, a row per text in the order of the lines. Vectors are also kept, so that a run"
                        + " that was interrupted goes on where it was, with the same result bit for bit.%n",
        footer = {
            "%nExample:",
            "  retune encode passages.jsonl --model bge-small-en-v1.5 -o passages.npy",
            "  python3 -c \"import numpy; print(numpy.load('passages.npy').shape)\""
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class EncodeCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "TEXTS.jsonl", description = "The texts.")
    private Path file;

    @Mixin
    private ModelOption model;

    @Mixin
    private EncodingOptions encoding;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "VECTORS.npy",
            required = true,
            description = "The vectors; a file that is there is replaced.")
    private Path vectors;

    @Option(
            names = "--role",
            paramLabel = "passage|query",
            defaultValue = "passage",
            description = "What the texts are: it chooses the instruction. Default: ${DEFAULT-VALUE}.")
    private Role role;

    @Option(
            names = "--no-cache",
            description = "Neither read nor keep vectors: every text is encoded, for instance to measure speed.")
    private boolean noCache;

    @Mixin
    private JsonOption json;

    /** The command. */
    public EncodeCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OutputFile output = new OutputFile("--output", vectors).mustNotBe(file, "the input");
        json.check(file, vectors);
        Stopwatch reading = new Stopwatch();
        List<String> texts = TextLines.read(file);
        double readingSeconds = reading.seconds();
        try (LoadedModel loaded = session.open(model.name(), encoding)) {
            VectorSource source = noCache ? VectorSource.fresh(loaded.encoder()) : loaded.vectors();
            Stopwatch watch = new Stopwatch();
            VectorMatrix matrix = source.encode(role, texts);
            double seconds = readingSeconds + watch.seconds();
            output.write(bytes -> NpyFile.write(matrix, bytes));
            finish(loaded, texts.size(), seconds);
        }
    }

    private void finish(LoadedModel loaded, int texts, double seconds) {
        long tokens = loaded.encoder().tokens();
        long fromCache = loaded.cached().cachedTexts();
        double rate = tokens / seconds;
        String identity = loaded.encoder().identity().of(role);
        json.write(() -> JsonOption.object()
                .put("texts", texts)
                .put("texts_from_cache", fromCache)
                .put("tokens", tokens)
                .put("seconds", seconds)
                .put("tokens_per_second", rate)
                .put("dimensions", loaded.encoder().dimensions())
                .put("dtype", encoding.dtype().label())
                .put("identity", identity)
                .put("graph", loaded.encoder().graph()));
        session.console()
                .print(
                        """
                %s: %s of %d values
                %s
                texts      %s distinct ones from the cache
                tokens     %s encoded now, without padding; %s/s
                seconds    %s, model load apart"""
                                .formatted(
                                        vectors,
                                        Amounts.count(texts, "vector"),
                                        loaded.encoder().dimensions(),
                                        loaded.describe(encoding),
                                        Amounts.count(fromCache),
                                        Amounts.count(tokens),
                                        Amounts.count(Math.round(rate)),
                                        Amounts.seconds(seconds)));
    }
}
