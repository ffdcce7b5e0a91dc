package io.retune.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.Help;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Console;
import io.retune.cli.console.Stopwatch;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.JsonOption;
import io.retune.cli.run.RunResult;
import io.retune.cli.service.Services;
import io.retune.cli.stack.Checkout;
import io.retune.cli.stack.StackReport;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.StackOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code retune demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "See the whole ring turn on a small knowledge base, in minutes",
        description = "%nThe Skerrin Islands Ferry Cooperative does not exist; its help pages speak of hawser cards and"
                + " tide bills, and the people who ask do not. The demo starts a stack of its own (or uses the one that"
                + " runs), loads the pages, measures bge-small-en-v1.5 on the questions, mines hard negatives,"
                + " fine-tunes, compares on questions that training never saw, and lets the gate decide, with general"
                + " knowledge as the guard. A better model goes live, and the same questions are searched before and"
                + " after. Data sets, data and logs stay in .retune/demo (under"
                + " RETUNE_HOME, if set); of a stack that ran already, the data sets alone.%n",
        footer = {"%nExample:", "  retune demo --json demo.json"},
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
            Help.INTERRUPTED
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String INTERRUPTED = "the same command again goes on with the run";

    private final Session session;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private JsonOption json;

    /** The command. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        json.check();
        Stopwatch watch = new Stopwatch();
        Path folder = session.home().demo();
        DemoData data = DemoData.in(folder);
        Optional<Services> running = Services.find(session);
        if (running.isPresent()) {
            session.console().print("a stack runs already; the demo uses it");
            return demonstrate(running.get(), data, watch);
        }
        StackOptions options = StackOptions.of(Checkout.root(), folder);
        session.console().print("--- stack: Kafka, Qdrant and the four services, on this machine ---");
        try (LocalStack stack = LocalStack.start(options, new StackReport(session.console()))) {
            session.console().print("");
            int exitCode = demonstrate(Services.at(stack::address, session.console()), data, watch);
            session.console()
                    .print("look around, and search what is live, with: RETUNE_HOME=%s retune up".formatted(folder));
            return exitCode;
        }
    }

    private int demonstrate(Services services, DemoData data, Stopwatch watch) {
        Console console = session.console();
        DemoRun.Result result = new DemoRun(services, console, data, encoding.reference(DemoRecipe.MODEL))
                .turn(session.home().demo(), INTERRUPTED);
        result.example().ifPresent(example -> console.print("\n--- search ---\n" + example.text()));
        json.write(() -> {
            ObjectNode root = RunResult.of(result.run());
            root.set("search", result.example().map(SearchExample::json).orElse(null));
            return root.put("seconds", watch.seconds());
        });
        console.print("\nin %s: the data sets, and what a stack of the demo's own keeps; %s s"
                .formatted(session.home().demo(), Amounts.seconds(watch.seconds())));
        return ExitCode.of(result.run());
    }
}
