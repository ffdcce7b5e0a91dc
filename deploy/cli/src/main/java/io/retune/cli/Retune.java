package io.retune.cli;

import io.retune.cli.ablate.AblateCommand;
import io.retune.cli.compare.CompareCommand;
import io.retune.cli.completion.CompletionCommand;
import io.retune.cli.console.Console;
import io.retune.cli.convert.ConvertCommand;
import io.retune.cli.demo.DemoCommand;
import io.retune.cli.encode.EncodeCommand;
import io.retune.cli.evaluate.EvaluateCommand;
import io.retune.cli.index.RollbackCommand;
import io.retune.cli.index.SearchCommand;
import io.retune.cli.merge.MergeCommand;
import io.retune.cli.mine.MineCommand;
import io.retune.cli.run.CancelCommand;
import io.retune.cli.run.RetryCommand;
import io.retune.cli.run.RunCommand;
import io.retune.cli.stack.StatusCommand;
import io.retune.cli.stack.UpCommand;
import io.retune.cli.synthesize.SynthesizeCommand;
import io.retune.cli.train.TrainCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code retune} command. */
@Command(
        name = "retune",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "%nMakes a search system's embedding model better on its own documents, and proves it.",
            "%nOn files: convert your data, evaluate the base model, mine hard negatives, train, compare. On a stack"
                    + " (up): run does all of it and puts a better model live. Models, vectors and the stack's data are"
                    + " kept in .retune, or where RETUNE_HOME says. A stack on other machines is found through"
                    + " RETUNE_URL_SYNTH, RETUNE_URL_EMBED, RETUNE_URL_TRAIN and RETUNE_URL_EVAL.%n"
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "%nExamples:",
            "  retune demo",
            "  retune evaluate faq.json --split val --model bge-small-en-v1.5",
            "%n'retune COMMAND --help' explains a command."
        },
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT, Help.INTERRUPTED})
public final class Retune implements Runnable {
    /** Set by the script, which can ask the system; {@link System#console} means another thing on every JDK. */
    private static final String TERMINAL = "retune.terminal";

    private static final int HELP_WIDTH = 100;

    @Spec
    private CommandSpec spec;

    private Retune() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console = new Console(out, err, Boolean.getBoolean(TERMINAL), System::nanoTime);
        int exitCode = run(new Session(console, System.getenv()), args);
        out.flush();
        System.exit(exitCode);
    }

    /** Runs a command and returns its exit code, see {@link ExitCode}. */
    public static int run(Session session, String... args) {
        Failures failures = new Failures(session.console());
        try {
            requireReadable(args);
            return commandLine(session, failures).execute(args);
        } catch (Throwable fault) {
            return failures.report(fault);
        }
    }

    static CommandLine commandLine(Session session, Failures failures) {
        CommandLine line = new CommandLine(new Retune())
                .addSubcommand(new ConvertCommand(session))
                .addSubcommand(new EvaluateCommand(session))
                .addSubcommand(new CompareCommand(session))
                .addSubcommand(new EncodeCommand(session))
                .addSubcommand(new MineCommand(session))
                .addSubcommand(new TrainCommand(session))
                .addSubcommand(new AblateCommand(session))
                .addSubcommand(new MergeCommand(session))
                .addSubcommand(new SynthesizeCommand(session))
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new RunCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new SearchCommand(session))
                .addSubcommand(new CancelCommand(session))
                .addSubcommand(new RetryCommand(session))
                .addSubcommand(new RollbackCommand(session))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new CompletionCommand(session));
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().versionProvider(new Version()));
        line.getSubcommands().values().forEach(EnumWords::teach);
        line.setExpandAtFiles(false) // an instruction may begin with @
                .setUsageHelpWidth(HELP_WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(session.console().out())
                .setErr(session.console().err())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExecutionStrategy(parsed -> {
                    try {
                        Environment.check(session.environment());
                    } catch (InputException e) {
                        return failures.report(e);
                    }
                    return new CommandLine.RunLast().execute(parsed);
                });
        return line;
    }

    /** A JVM under a locale without UTF-8 has replaced what it could not read; the result would be silently wrong. */
    private static void requireReadable(String... args) {
        for (String arg : args) {
            if (arg.indexOf('\uFFFD') >= 0) {
                throw new InputException("argument \"" + arg + "\": holds characters that the locale cannot express;"
                        + " expected UTF-8; set LC_ALL=C.UTF-8 or use the retune script");
            }
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
