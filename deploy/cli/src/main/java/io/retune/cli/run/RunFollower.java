package io.retune.cli.run;

import io.retune.cli.InputException;
import io.retune.cli.console.Console;
import io.retune.cli.console.Farewell;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.RunView;
import java.time.Duration;

/** Looks at a run until it has ended, and tells it. Ctrl-C ends the looking, not the run. */
public final class RunFollower {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final EvalClient eval;
    private final Console console;

    /** A follower of one service's runs. */
    public RunFollower(EvalClient eval, Console console) {
        this.eval = eval;
        this.console = console;
    }

    /** Returns the run as it ended. */
    public RunView follow(String run) {
        return follow(run, "the run goes on without this command; follow it with: retune status " + run + " --follow");
    }

    /**
     * Returns the run as it ended.
     *
     * @param interrupted what Ctrl-C is answered with
     */
    public RunView follow(String run, String interrupted) {
        Story story = new Story(console);
        Farewell farewell = Farewell.say(console, interrupted);
        try {
            RunView now = eval.run(run);
            story.tell(now);
            while (!now.hasEnded()) {
                pause();
                now = eval.run(run);
                story.tell(now);
            }
            return now;
        } finally {
            farewell.callOff();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("interrupted; the run goes on", e);
        }
    }
}
