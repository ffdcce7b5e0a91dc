package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** One row of a table, whatever the file: named columns of text, numbers, or lists of text. */
interface Row {
    /** File and line or row number, for messages. */
    String place();

    /** The columns that this row has, as the file spells them. */
    Set<String> columns();

    /** A String, Number, Boolean, List or null; anything else is described by its class in messages. */
    Object value(String column);

    /** The first of these columns that is there, whatever its capitals; null when none is. */
    default String column(List<String> accepted) {
        for (String name : accepted) {
            for (String column : columns()) {
                if (column.toLowerCase(Locale.ROOT).equals(name)) {
                    return column;
                }
            }
        }
        return null;
    }

    /** The first of these columns that is there. */
    default String requiredColumn(List<String> accepted) {
        String column = column(accepted);
        if (column == null) {
            throw new DatasetException(place() + ": no column for the " + accepted.get(0) + ": found "
                    + columns().stream().map(Quote::of).collect(Collectors.joining(", ")) + "; expected one of "
                    + accepted.stream().map(Quote::of).collect(Collectors.joining(", ")) + "; rename the column");
        }
        return column;
    }

    /** The text of a column; null where the row has none. */
    default String text(String column) {
        Object value = value(column);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(column, value, "text");
    }

    /** An id: text, or a whole number as some tools write it. */
    default String id(String column) {
        Object value = value(column);
        if (value == null) {
            throw new DatasetException(
                    place() + ": column " + Quote.of(column) + " has no value; expected an id; correct the row");
        }
        return value instanceof Integer || value instanceof Long ? value.toString() : text(column);
    }

    /** One text or a list of texts, without nulls. */
    default List<String> texts(String column) {
        Object value = value(column);
        if (!(value instanceof List<?> list)) {
            String text = text(column);
            return text == null ? List.of() : List.of(text);
        }
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            if (element instanceof String text) {
                texts.add(text);
            } else if (element != null) {
                throw wrong(column, element, "text in the list");
            }
        }
        return texts;
    }

    /** The number in a column; NaN where the row has none. */
    default double number(String column) {
        Object value = value(column);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(column, value, "a number");
    }

    private DatasetException wrong(String column, Object value, String expected) {
        String found =
                value instanceof String text ? Quote.of(text) : Quote.of(value.toString()) + " (" + kind(value) + ")";
        return new DatasetException(place() + ": column " + Quote.of(column) + " is " + found + "; expected " + expected
                + "; correct the row");
    }

    private static String kind(Object value) {
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof List) {
            return "a list";
        }
        return value instanceof Boolean ? "true or false" : "an object";
    }
}
