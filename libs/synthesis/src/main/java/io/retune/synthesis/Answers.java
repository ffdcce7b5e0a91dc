package io.retune.synthesis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a source gave.
 *
 * @param byPassage passage id to its answer, in the order in which the passages were given
 * @param resumed how many of them an earlier run had got already
 */
public record Answers(Map<String, PassageAnswer> byPassage, int resumed) {
    public Answers {
        byPassage = Collections.unmodifiableMap(new LinkedHashMap<>(byPassage));
        if (resumed < 0 || resumed > byPassage.size()) {
            throw new IllegalArgumentException(
                    "answers: " + resumed + " resumed of " + byPassage.size() + "; expected a part of them");
        }
    }
}
