package io.retune.dataset;

/** Foreign text inside a message: quoted, on one line, and never longer than a person wants to read. */
public final class Quote {
    private static final int LONGEST = 60;

    private Quote() {}

    /** The text in double quotes, control characters as spaces, cut after 60 characters. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder(LONGEST + 5).append('"');
        int end = Math.min(text.length(), LONGEST);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean unprintable = Character.isISOControl(c) || (Character.isSurrogate(c) && !paired(text, i));
            quoted.append(unprintable ? ' ' : c);
        }
        return quoted.append(end < text.length() ? "...\"" : "\"").toString();
    }

    /** The first place of a surrogate that has no partner, or -1: such a text has no UTF-8 form. */
    static int unpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !paired(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
