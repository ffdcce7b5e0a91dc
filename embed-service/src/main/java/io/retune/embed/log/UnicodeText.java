package io.retune.embed.log;

import io.retune.events.EventException;

/** JSON can spell half a character by an escape; no tokenizer, no server and no UTF-8 file takes it. */
public final class UnicodeText {
    private UnicodeText() {}

    /**
     * Passes text through.
     *
     * @throws EventException if it has half a surrogate pair
     */
    public static String require(String what, String text) {
        boolean isBroken = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (isBroken) {
            throw new EventException(
                    what + ": found half a surrogate pair, expected Unicode text; correct the producer");
        }
        return text;
    }
}
