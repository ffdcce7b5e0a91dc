package io.retune.events;

import java.util.Optional;
import java.util.regex.Pattern;

/** What every record of this package checks. */
final class Checks {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    private Checks() {}

    static void present(Object value, String field) {
        if (value == null || (value instanceof String text && text.isBlank())) {
            throw new EventException(field + ": is missing; expected a value; add it");
        }
    }

    /** Names end up in collection names, keys and paths. */
    static void name(String value, String field) {
        present(value, field);
        if (!NAME.matcher(value).matches()) {
            throw new EventException(
                    field + ": found \"" + value + "\", expected 1 to 100 of a-z, 0-9, '.', '_' and '-',"
                            + " beginning with a letter or digit; choose another name");
        }
    }

    /** Jackson hands over null where a field is left out. */
    static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    static void holds(boolean condition, String field, Object found, String expected) {
        if (!condition) {
            throw new EventException(field + ": found " + found + ", expected " + expected);
        }
    }
}
