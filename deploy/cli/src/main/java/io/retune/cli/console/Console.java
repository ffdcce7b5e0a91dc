package io.retune.cli.console;

import io.retune.encoder.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** A command's two streams. Progress is one line rewritten in place on a terminal, and plain lines elsewhere. */
public final class Console {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private boolean lineOpen;

    /**
     * A console.
     *
     * @param out takes results
     * @param err takes progress, notes and errors
     * @param terminal whether {@code err} is a terminal
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public Console(PrintStream out, PrintStream err, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** Standard output, for a library that prints by itself. */
    public PrintWriter out() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** Standard error, for a library that prints by itself. */
    public PrintWriter err() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Prints a result. */
    public void print(String text) {
        eraseLine();
        out.println(text);
        out.flush();
    }

    /** Tells something beside the result. */
    public void note(String text) {
        eraseLine();
        err.println(text);
        err.flush();
    }

    /**
     * Progress of one piece of work after another.
     *
     * @param what the work in a word or two, such as {@code encoding}
     * @param unit what is counted, such as {@code texts}
     */
    public Progress progress(String what, String unit) {
        return new ProgressLine(this, what, unit);
    }

    boolean isTerminal() {
        return terminal;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Replaces the terminal's last line. */
    void rewrite(String line) {
        err.print(ERASE_LINE + line);
        err.flush();
        lineOpen = true;
    }

    void eraseLine() {
        if (lineOpen) {
            err.print(ERASE_LINE);
            err.flush();
            lineOpen = false;
        }
    }
}
