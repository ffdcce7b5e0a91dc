package io.retune.cli.console;

import io.retune.encoder.Progress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Done, total, rate and remaining time. The rate counts from the first report: what was there already has no rate. */
final class ProgressLine implements Progress {
    private static final long TERMINAL_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PIPE_PAUSE = TimeUnit.SECONDS.toNanos(10);
    /** A line that wraps could not be rewritten. */
    private static final int WIDTH = 79;

    private final Console console;
    private final String what;
    private final String unit;
    private long total = -1;
    private long lastDone;
    private long firstDone;
    private long firstTime;
    private long lastShown;

    ProgressLine(Console console, String what, String unit) {
        this.console = console;
        this.what = what;
        this.unit = unit;
    }

    @Override
    public synchronized void report(long done, long newTotal) {
        long now = console.nanoTime();
        if (newTotal != total || done < lastDone) {
            total = newTotal;
            firstDone = done;
            firstTime = now;
            lastShown = now;
        }
        lastDone = done;
        if (console.isTerminal() && done >= total) {
            console.eraseLine();
            return;
        }
        if (now - lastShown >= (console.isTerminal() ? TERMINAL_PAUSE : PIPE_PAUSE)) {
            lastShown = now;
            show(line(done, now));
        }
    }

    private void show(String line) {
        if (console.isTerminal()) {
            console.rewrite(line.substring(0, Math.min(WIDTH, line.length())));
        } else {
            console.note(line);
        }
    }

    private String line(long done, long now) {
        String counts = String.format(
                Locale.ROOT, "%s: %,d/%,d %s, %d %%", what, done, total, unit, total == 0 ? 100 : 100 * done / total);
        double seconds = (now - firstTime) / 1e9;
        if (done == firstDone || seconds <= 0) {
            return counts;
        }
        double rate = (done - firstDone) / seconds;
        String shownRate = String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%,.0f", rate);
        return counts + ", " + shownRate + "/s, " + Amounts.duration((long) Math.ceil((total - done) / rate)) + " left";
    }
}
