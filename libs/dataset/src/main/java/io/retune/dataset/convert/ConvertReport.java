package io.retune.dataset.convert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a converter read and what it left out.
 *
 * @param rows rows read: lines, table rows, questions; of all files together
 * @param skipped what was left out, by reason, in the order of first occurrence
 * @param notes decisions a person should know, such as how the splits were drawn
 */
public record ConvertReport(long rows, Map<String, Long> skipped, List<String> notes) {
    public ConvertReport {
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
        notes = List.copyOf(notes);
    }

    /** Several lines for a person. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(rows + " rows read");
        skipped.forEach((reason, count) -> lines.add("skipped: " + count + " x " + reason));
        lines.addAll(notes);
        return String.join("\n", lines);
    }

    /** Counts while a converter works. */
    static final class Counter {
        private final Map<String, Long> skipped = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private long rows;

        void row() {
            rows++;
        }

        void skip(String reason) {
            skipped.merge(reason, 1L, Long::sum);
        }

        void note(String note) {
            notes.add(note);
        }

        long rows() {
            return rows;
        }

        ConvertReport report() {
            return new ConvertReport(rows, skipped, notes);
        }
    }
}
