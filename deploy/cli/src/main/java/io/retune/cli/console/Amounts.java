package io.retune.cli.console;

import java.util.Locale;

/** Numbers as people read them. */
public final class Amounts {
    private Amounts() {}

    /** Digits in groups of three: {@code 369,307}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count and its noun: {@code 1 look}, {@code 2 looks}. */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Seconds with one decimal: {@code 12.3}. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    /** {@code m:ss}, or {@code h:mm:ss} from an hour on. */
    public static String duration(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
