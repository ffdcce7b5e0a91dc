package io.retune.cli.completion;

import io.retune.cli.Help;
import io.retune.cli.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code retune completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print a completion script for bash and zsh",
        description = "%nPrints a script that lets the shell complete commands and flags of retune.%n",
        footer = {"%nExample:", "  source <(retune completion)"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT})
public final class CompletionCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec;

    /** The command. */
    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.console()
                .print(AutoComplete.bash("retune", spec.root().commandLine()).stripTrailing());
    }
}
