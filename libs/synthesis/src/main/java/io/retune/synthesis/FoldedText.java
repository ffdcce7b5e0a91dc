package io.retune.synthesis;

import java.text.Normalizer;
import java.util.Locale;

/** A question as a reader hears it: NFKC, lower case, letters and digits only. */
final class FoldedText {
    private FoldedText() {}

    /** The folded text; a text without letters and digits stays as it is. */
    static String of(String text) {
        String lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(lower.length());
        lower.codePoints().filter(FoldedText::counts).forEach(folded::appendCodePoint);
        return folded.isEmpty() ? text : folded.toString();
    }

    /** Symbols count: "C++" is not "C", nor "> 5 mg" the same as "< 5 mg". */
    private static boolean counts(int c) {
        return Character.isLetterOrDigit(c)
                || switch (Character.getType(c)) {
                    case Character.MATH_SYMBOL,
                            Character.CURRENCY_SYMBOL,
                            Character.MODIFIER_SYMBOL,
                            Character.OTHER_SYMBOL,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.LETTER_NUMBER,
                            Character.OTHER_NUMBER -> true;
                    default -> false;
                };
    }
}
