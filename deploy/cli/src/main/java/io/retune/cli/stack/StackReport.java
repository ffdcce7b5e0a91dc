package io.retune.cli.stack;

import io.retune.cli.console.Amounts;
import io.retune.cli.console.Console;
import io.retune.local.LoopbackPorts;
import io.retune.local.stack.Child;
import io.retune.local.stack.StackListener;
import java.time.Duration;

/** Tells of a stack's parts on the console: a line when one is ready, a line when one had to be started again. */
public final class StackReport implements StackListener {
    private final Console console;

    /** A report to a console. */
    public StackReport(Console console) {
        this.console = console;
    }

    @Override
    public void ready(Child child, Duration after) {
        console.print("%-8s ready on %s:%d after %s s, log %s"
                .formatted(
                        child.name(),
                        LoopbackPorts.HOST,
                        child.port(),
                        Amounts.seconds(after.toMillis() / 1e3),
                        child.log()));
    }

    @Override
    public void restarted(Child child, int exitStatus, Duration waited) {
        console.note("%s ended with status %d and was started again after %s s, log %s"
                .formatted(child.name(), exitStatus, Amounts.seconds(waited.toMillis() / 1e3), child.log()));
    }
}
