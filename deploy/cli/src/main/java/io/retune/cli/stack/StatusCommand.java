package io.retune.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.option.JsonOption;
import io.retune.cli.run.RunFollower;
import io.retune.cli.run.RunResult;
import io.retune.cli.run.Story;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.RunView;
import io.retune.cli.service.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        header = "See how the stack, or one of its runs, is",
        description = "%nWithout RUN: the parts of the stack, what is live in each index, the last runs. With RUN: its"
                + " stages, what came out of each, what it waits for or why it failed.%n",
        footer = {"%nExample:", "  retune status", "  retune status faq-20260101-120000-1a2b --follow"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {
            " 0:done; with --follow: promoted, and live",
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
public final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "A run; its id is in the list of the last runs.")
    private String run;

    @Option(names = "--follow", description = "Tell the run to its end; the exit code is the decision.")
    private boolean follow;

    @Mixin
    private JsonOption json;

    /** The command. */
    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (follow && run == null) {
            throw new InputException("--follow: no RUN; expected the id of a run; see retune status");
        }
        json.check();
        if (run == null) {
            StackStatus status = StackStatus.of(session);
            session.console().print(status.text());
            json.write(status::json);
            return ExitCode.DONE;
        }
        return follow ? followed() : told();
    }

    private int followed() {
        RunView ended = new RunFollower(Services.of(session).eval(), session.console()).follow(run);
        json.write(() -> RunResult.of(ended));
        return ExitCode.of(ended);
    }

    private int told() {
        EvalClient eval = Services.of(session).impatient().eval();
        JsonNode answer = eval.runJson(run);
        RunView now = eval.read(answer);
        new Story(session.console()).tell(now);
        session.console().print("\nstate      " + now.state() + "\npage       " + eval.page(run));
        json.write(() -> (ObjectNode) answer);
        return ExitCode.DONE;
    }
}
