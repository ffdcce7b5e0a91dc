package io.retune.cli.run;

import io.retune.cli.InputException;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Console;
import io.retune.cli.service.EmbedClient;
import io.retune.cli.service.Services;
import io.retune.cli.service.SynthClient;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run needs on the stack: its data sets, and the documents in the index. */
public final class RunPreparation {
    private final Services services;
    private final Console console;

    /** A preparation on one stack. */
    public RunPreparation(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    /** Stores a data set under the name of its file. */
    public DatasetReference upload(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": there is no such file; expected a data set; check the name");
        }
        String name = file.getFileName().toString().replaceFirst("(?<=.)\\.json$", "");
        SynthClient.StoredDataset stored = services.synth().upload(name, file);
        console.print("data set   %s: %s queries (%s), %s passages"
                .formatted(
                        stored.name(),
                        Amounts.count(stored.queries()),
                        stored.splits().entrySet().stream()
                                .map(split -> split.getKey() + " " + Amounts.count(split.getValue()))
                                .collect(Collectors.joining(", ")),
                        Amounts.count(stored.passages())));
        return stored.reference();
    }

    /** Writes a data set's corpus into an index, unless that was done before. */
    public void load(String index, DatasetReference dataset, Optional<ModelReference> model) {
        EmbedClient.Loaded loaded = services.embed().load(index, dataset, model);
        console.print("index      %s: %s"
                .formatted(
                        index,
                        loaded.loaded()
                                ? Amounts.count(loaded.documents(), "document") + " of " + dataset.name() + " loaded"
                                : "has the documents of " + dataset.name() + " already"));
    }
}
