package io.retune.cli.demo;

import io.retune.cli.InputException;
import io.retune.cli.console.Console;
import io.retune.cli.run.RunFollower;
import io.retune.cli.run.RunPreparation;
import io.retune.cli.service.EmbedClient;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.IndexView;
import io.retune.cli.service.RunSummary;
import io.retune.cli.service.RunView;
import io.retune.cli.service.Services;
import io.retune.encoder.Progress;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One turn of the ring with the demo's data, and the same questions searched before and after. */
final class DemoRun {
    private static final int LISTED_RUNS = 20;
    private static final long PAUSE_MILLIS = 300;

    private final Services services;
    private final Console console;
    private final DemoData data;
    private final ModelReference model;

    DemoRun(Services services, Console console, DemoData data, ModelReference model) {
        this.services = services;
        this.console = console;
        this.data = data;
        this.model = model;
    }

    /**
     * What came out.
     *
     * @param run as it ended
     * @param example empty unless the candidate went live
     */
    record Result(RunView run, Optional<SearchExample> example) {}

    /**
     * Turns the ring; a run that an interrupted demo left is gone on with.
     *
     * @param folder of the data sets' files
     * @param interrupted what Ctrl-C is answered with
     */
    Result turn(Path folder, String interrupted) {
        Optional<RunSummary> left = services.eval().runs(LISTED_RUNS).stream()
                .filter(run -> run.index().startsWith(DemoData.TARGET) && run.isOpen())
                .findFirst();
        String index = left.map(RunSummary::index).orElseGet(this::freshIndex);
        Optional<EvalClient.Request> request =
                left.isPresent() ? Optional.empty() : Optional.of(prepare(folder, index));
        awaitSearchable(index);
        Questions questions = Questions.sample(data.target(), DemoRecipe.SEED);
        Map<String, List<String>> before = questions.search(services.embed(), index);
        String run = request.map(asked -> services.eval().request(asked).run())
                .orElseGet(() -> left.orElseThrow().run());
        console.print("run        " + run + (left.isPresent() ? ", left by an earlier demo" : "") + ", "
                + services.eval().page(run));
        RunView ended = new RunFollower(services.eval(), console).follow(run, interrupted);
        return new Result(ended, example(ended, questions, before));
    }

    /** What is in an index of an earlier demo stays there. */
    private String freshIndex() {
        Set<String> taken =
                services.embed().indexes().stream().map(IndexView::index).collect(Collectors.toSet());
        return IntStream.rangeClosed(1, taken.size() + 1)
                .mapToObj(number -> number == 1 ? DemoData.TARGET : DemoData.TARGET + "-" + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private EvalClient.Request prepare(Path folder, String index) {
        RunPreparation preparation = new RunPreparation(services, console);
        DatasetReference target = preparation.upload(DemoData.targetFile(folder));
        DatasetReference guard = preparation.upload(DemoData.guardFile(folder));
        preparation.load(index, target, Optional.of(model));
        return new EvalClient.Request(index, target, List.of(guard), Optional.of(model), DemoRecipe.RECIPE);
    }

    private void awaitSearchable(String index) {
        EmbedClient embed = services.embed();
        Progress progress = console.progress("indexing", "documents");
        long documents = data.target().corpus().size();
        long found = 0;
        while (found < documents) {
            pause();
            found = embed.index(index)
                    .live()
                    .map(IndexView.GenerationView::points)
                    .orElse(0L);
            progress.report(Math.min(found, documents), documents);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("interrupted while the documents were being indexed", e);
        }
    }

    private Optional<SearchExample> example(RunView ended, Questions questions, Map<String, List<String>> before) {
        if (ended.generation().isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> after = questions.search(services.embed(), ended.index());
        return Optional.of(new SearchExample(data.target(), before, after));
    }
}
