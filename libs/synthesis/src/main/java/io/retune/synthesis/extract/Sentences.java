package io.retune.synthesis.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts passages into sentences. */
final class Sentences {
    /** In UTF-16 units; text without punctuation, such as a list of words, is cut into pieces of this size. */
    private static final int LONGEST = 240;

    /** A full stop inside a number or an address ends nothing, so a space must follow; Chinese marks need none. */
    private static final Pattern END = Pattern.compile("[.!?]+[\"')\\]]*(?=\\s|$)|[。！？；…]+[”’」』）]*|\\R+");

    private Sentences() {}

    /** The sentences of a passage in their order, without white space around; at least one unless it is blank. */
    static List<String> of(String passage) {
        List<String> sentences = new ArrayList<>();
        Matcher end = END.matcher(passage);
        int start = 0;
        while (end.find()) {
            addPieces(sentences, passage.substring(start, end.end()).strip());
            start = end.end();
        }
        addPieces(sentences, passage.substring(start).strip());
        return sentences;
    }

    private static void addPieces(List<String> sentences, String sentence) {
        String rest = sentence;
        while (rest.length() > LONGEST) {
            int cut = cut(rest);
            sentences.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        if (!rest.isEmpty()) {
            sentences.add(rest);
        }
    }

    /** At the last space, else between two characters. */
    private static int cut(String text) {
        int space = text.lastIndexOf(' ', LONGEST);
        if (space > 0) {
            return space;
        }
        return Character.isLowSurrogate(text.charAt(LONGEST)) ? LONGEST - 1 : LONGEST;
    }
}
