package io.retune.embed.generation;

import io.retune.events.DocumentKey;
import io.retune.events.EventException;
import java.util.Set;

/** Which names an index may have: its collections are called {@code <index>--<generation>}. */
public final class IndexName {
    private static final String SEPARATOR = "--";
    private static final Set<String> TAKEN = Set.of("eval", "queries");

    private IndexName() {}

    /**
     * Passes a usable name through.
     *
     * @throws EventException if collections of another index, or of judging, could have the same names
     */
    public static String usable(String index) {
        String valid = new DocumentKey(index, "any").index();
        if (valid.contains(SEPARATOR) || valid.endsWith("-") || TAKEN.contains(valid)) {
            throw new EventException("index: found \"" + valid + "\", expected a name without \"" + SEPARATOR
                    + "\" and without \"-\" at its end that is none of "
                    + TAKEN.stream().sorted().toList()
                    + ": collections are named with them; choose another name");
        }
        return valid;
    }

    /** The collection of a generation. */
    public static String collection(String index, String generation) {
        return index + SEPARATOR + generation;
    }
}
