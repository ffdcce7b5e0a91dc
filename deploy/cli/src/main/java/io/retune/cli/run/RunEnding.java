package io.retune.cli.run;

import io.retune.cli.ExitCode;
import io.retune.cli.Session;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.RunView;

/** How commands that ask for a run end: with the run, or as soon as it is accepted. */
final class RunEnding {
    private final Session session;
    private final JsonOption json;

    RunEnding(Session session, JsonOption json) {
        this.session = session;
        this.json = json;
    }

    int of(EvalClient eval, RunView accepted, boolean follow) {
        session.console().print("run        " + accepted.run() + ", " + eval.page(accepted.run()));
        if (!follow) {
            session.console().note("follow it with: retune status " + accepted.run() + " --follow");
            json.write(() -> RunResult.of(accepted));
            return ExitCode.DONE;
        }
        RunView ended = new RunFollower(eval, session.console()).follow(accepted.run());
        json.write(() -> RunResult.of(ended));
        return ExitCode.of(ended);
    }
}
