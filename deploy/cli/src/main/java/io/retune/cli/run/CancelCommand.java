package io.retune.cli.run;

import io.retune.cli.Help;
import io.retune.cli.Session;
import io.retune.cli.service.RunView;
import io.retune.cli.service.Services;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code retune cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        header = "Call a run off",
        description = "%nThe stage at work stops at its next safe point. What is live stays live.%n",
        footer = {"%nExample:", "  retune cancel faq-20260101-120000-1a2b"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT})
public final class CancelCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "The run, as retune status lists it.")
    private String run;

    /** The command. */
    public CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RunView cancelled = Services.of(session).eval().cancel(run);
        session.console().print("run " + cancelled.run() + ": " + cancelled.state());
    }
}
