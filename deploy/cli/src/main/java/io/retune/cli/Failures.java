package io.retune.cli;

import io.retune.cli.console.Console;
import io.retune.dataset.DatasetException;
import io.retune.encoder.EncoderException;
import io.retune.events.EventException;
import io.retune.local.LocalException;
import io.retune.synthesis.SynthesisException;
import io.retune.training.TrainingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a line, or for faults of Retune itself a trace, and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return badInput(describe(e));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        return report(e);
    }

    int report(Throwable thrown) {
        Throwable fault = unwrapped(thrown);
        if (fault instanceof InputException
                || fault instanceof DatasetException
                || fault instanceof EncoderException
                || fault instanceof TrainingException
                || fault instanceof EventException
                || fault instanceof SynthesisException) {
            return badInput(fault.getMessage());
        }
        if (fault instanceof LocalException) {
            return stackFailed(fault.getMessage());
        }
        if (fault instanceof ParameterException parameters) {
            return badInput(describe(parameters));
        }
        if (fault instanceof OutOfMemoryError) {
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            return badInput("memory: the heap of " + megabytes + " MB is too small for this (" + fault.getMessage()
                    + "); give more, for instance RETUNE_JAVA_OPTS=-Xmx" + Math.max(2, (megabytes >> 9) + 1) + "g");
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        console.note("fault: this should not happen; please report the command, " + new Version().getVersion()[0]
                + " and this trace:\n" + trace.toString().strip());
        return ExitCode.FAULT;
    }

    /** What a part printed last stands in further lines; the line that says what is wrong comes last. */
    private int stackFailed(String message) {
        String[] parts = message.split("\\R", 2);
        if (parts.length > 1) {
            console.note(parts[1]);
        }
        return badInput(parts[0]);
    }

    private int badInput(String message) {
        console.note("error: " + message.replaceAll("\\s*\\R\\s*", " "));
        return ExitCode.BAD_INPUT;
    }

    private static String describe(ParameterException e) {
        CommandLine line = e.getCommandLine();
        StringBuilder text = new StringBuilder(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                text.append("; did you mean ")
                        .append(String.join(" or ", suggestions))
                        .append('?');
            }
        }
        return text.append("; see ")
                .append(line.getCommandSpec().qualifiedName())
                .append(" --help")
                .toString();
    }

    /** Work handed to another thread comes back wrapped. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable fault = thrown;
        while ((fault instanceof CompletionException || fault instanceof ExecutionException)
                && fault.getCause() != null) {
            fault = fault.getCause();
        }
        return fault;
    }
}
