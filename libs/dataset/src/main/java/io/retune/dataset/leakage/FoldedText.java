package io.retune.dataset.leakage;

import java.text.Normalizer;
import java.util.Locale;

/** A query as a reader hears it: NFKC, lower case, without white space and punctuation. */
public final class FoldedText {
    private FoldedText() {}

    /** The folded text; a text of nothing but punctuation stays as it is. */
    public static String of(String text) {
        String lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(lower.length());
        lower.codePoints().filter(FoldedText::counts).forEach(folded::appendCodePoint);
        return folded.isEmpty() ? text : folded.toString();
    }

    private static boolean counts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> false;
            default -> true;
        };
    }
}
