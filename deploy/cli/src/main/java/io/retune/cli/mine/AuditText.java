package io.retune.cli.mine;

import io.retune.training.mining.MiningAudit;
import java.util.Locale;
import java.util.StringJoiner;

/** A mining audit as people read it. */
public final class AuditText {
    private static final int SHOWN_SAMPLES = 3;
    private static final int SHOWN_NEGATIVES = 2;
    private static final int SHOWN_CHARACTERS = 90;

    private AuditText() {}

    /** Counts, scores and some samples; JSON has them all. Without a line end after the last. */
    public static String of(MiningAudit audit) {
        StringBuilder text = new StringBuilder(counts(audit));
        audit.samples().stream().limit(SHOWN_SAMPLES).forEach(sample -> {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%nquery      %s%n  relevant %.3f  %s",
                    sample.query(),
                    sample.positiveScore(),
                    shortened(sample.positive())));
            sample.negatives().stream()
                    .limit(SHOWN_NEGATIVES)
                    .forEach(negative -> text.append(String.format(
                            Locale.ROOT, "%n  negative %.3f  %s", negative.score(), shortened(negative.passage()))));
        });
        return text.toString();
    }

    /** Counts and scores. */
    public static String counts(MiningAudit audit) {
        StringJoiner removed = new StringJoiner(", ");
        audit.removed().forEach((reason, count) -> removed.add(String.format(Locale.ROOT, "%s %,d", reason, count)));
        return String.format(
                Locale.ROOT,
                """
                mined      %,d negatives for %,d queries; %,d queries got fewer than asked for
                looked at  %,d passages; %,d were allowed
                left out   %s
                scores     relevant pairs %s; negative pairs %s (lowest, 10 %%, median, 90 %%, highest)""",
                audit.negatives(),
                audit.queries(),
                audit.shortOf(),
                audit.ranked(),
                audit.allowed(),
                removed,
                scores(audit.positiveScores()),
                scores(audit.negativeScores()));
    }

    private static String scores(MiningAudit.Distribution scores) {
        return String.format(
                Locale.ROOT,
                "%.3f %.3f %.3f %.3f %.3f",
                scores.lowest(),
                scores.low(),
                scores.median(),
                scores.high(),
                scores.highest());
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
