package io.retune.local.child;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose warnings and errors go to standard output, each with one call so that lines do not mix. */
final class ChildLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient PrintStream output;

    ChildLogger(String name) {
        this(name, System.out);
    }

    ChildLogger(String name, PrintStream output) {
        this.name = name;
        this.output = output;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return ChildLogger.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
        StringWriter text = new StringWriter();
        text.append(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .append(' ')
                .append(level.toString())
                .append(' ')
                .append(name)
                .append(": ")
                .append(MessageFormatter.basicArrayFormat(pattern, arguments))
                .append('\n');
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        output.print(text);
        output.flush();
    }
}
