package io.retune.synthesis.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A unit of a text that can be counted: a word, or two neighbouring characters of a script that has no spaces.
 *
 * @param text in lower case
 * @param start index of its first UTF-16 unit
 * @param end index after its last one
 */
record Term(String text, int start, int end) {
    /** The terms of a text, in order. */
    static List<Term> of(String text) {
        List<Term> terms = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Kind kind = Kind.of(text.codePointAt(at));
            int end = endOfRun(text, at, kind);
            if (kind == Kind.UNSPACED) {
                addBigrams(terms, text, at, end);
            } else if (kind == Kind.WORD) {
                terms.add(term(text, at, end));
            }
            at = end;
        }
        return terms;
    }

    /** A lone character is a term too. */
    private static void addBigrams(List<Term> terms, String text, int start, int end) {
        int second = text.offsetByCodePoints(start, 1);
        if (second == end) {
            terms.add(term(text, start, end));
        }
        for (int first = start; second < end; ) {
            int after = text.offsetByCodePoints(second, 1);
            terms.add(term(text, first, after));
            first = second;
            second = after;
        }
    }

    private static int endOfRun(String text, int start, Kind kind) {
        int end = start;
        while (end < text.length() && Kind.of(text.codePointAt(end)) == kind) {
            end = text.offsetByCodePoints(end, 1);
        }
        return end;
    }

    private static Term term(String text, int start, int end) {
        return new Term(text.substring(start, end).toLowerCase(Locale.ROOT), start, end);
    }

    /** Whether most terms of a text are of a script without spaces. */
    static boolean areUnspaced(List<Term> terms) {
        long unspaced = terms.stream()
                .filter(term -> Kind.of(term.text().codePointAt(0)) == Kind.UNSPACED)
                .count();
        return 2 * unspaced > terms.size();
    }

    private enum Kind {
        /** Of a script that parts words by spaces. */
        WORD,
        /** Of a script that does not. */
        UNSPACED,
        /** White space, punctuation, symbols. */
        BETWEEN;

        static Kind of(int c) {
            boolean counts = Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
            if (!counts) {
                return BETWEEN;
            }
            return switch (Character.UnicodeScript.of(c)) {
                case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> UNSPACED;
                default -> WORD;
            };
        }
    }
}
