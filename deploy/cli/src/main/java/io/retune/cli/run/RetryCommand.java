package io.retune.cli.run;

import io.retune.cli.Help;
import io.retune.cli.Session;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        header = "Ask for a run again that has ended",
        description = "%nThe new run has the same data sets, the same recipe and the same random choices. It is judged"
                + " against what is live now, and followed to its end; Ctrl-C ends the following, not the run.%n",
        footer = {"%nExample:", "  retune retry faq-20260101-120000-1a2b"},
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
public final class RetryCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "The run, as retune status lists it.")
    private String run;

    @Option(names = "--no-follow", description = "Return as soon as the run is accepted, with exit code 0.")
    private boolean noFollow;

    @Mixin
    private JsonOption json;

    /** The command. */
    public RetryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        json.check();
        EvalClient eval = Services.of(session).eval();
        return new RunEnding(session, json).of(eval, eval.retry(run), !noFollow);
    }
}
