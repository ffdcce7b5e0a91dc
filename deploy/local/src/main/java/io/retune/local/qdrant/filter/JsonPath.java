package io.retune.local.qdrant.filter;

import io.qdrant.client.grpc.JsonWithInt.Value;
import io.retune.local.qdrant.protocol.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Qdrant's payload key (lib/segment/src/json_path): keys joined by dots, {@code [3]} for an element of a list,
 * {@code []} for all of them; a key with other characters than letters, digits, _ and - stands in double quotes.
 */
final class JsonPath {
    private static final Pattern STEP = Pattern.compile(
            "(?<dot>\\.)?(?:(?<raw>[\\p{L}\\p{N}_-]+)|\"(?<quoted>[^\"\\\\]*)\")|\\[(?<index>[0-9]{0,9})]");

    private static final Step EVERY_ELEMENT =
            (from, found) -> found.addAll(from.getListValue().getValuesList());

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
    }

    private interface Step {
        void follow(Value from, List<Value> found);
    }

    /** Reads a key of a request. */
    static JsonPath of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (matcher.lookingAt() && isStep(matcher, steps.isEmpty())) {
            steps.add(step(matcher));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (steps.isEmpty() || end < text.length()) {
            throw Refusal.wrongInput(("payload key '%s' cannot be read at position %d; expected keys joined by dots,"
                            + " [n] or [] after lists, other characters in double quotes")
                    .formatted(text, end));
        }
        return new JsonPath(List.copyOf(steps));
    }

    private static boolean isStep(Matcher matcher, boolean first) {
        if (matcher.group("index") != null) {
            return !first;
        }
        return first == (matcher.group("dot") == null);
    }

    private static Step step(Matcher matcher) {
        String index = matcher.group("index");
        if (index == null) {
            return key(matcher.group("raw") != null ? matcher.group("raw") : matcher.group("quoted"));
        }
        return index.isEmpty() ? EVERY_ELEMENT : element(Integer.parseInt(index));
    }

    private static Step key(String key) {
        return (from, found) -> {
            Value value = from.getStructValue().getFieldsMap().get(key);
            if (value != null) {
                found.add(value);
            }
        };
    }

    private static Step element(int index) {
        return (from, found) -> {
            List<Value> values = from.getListValue().getValuesList();
            if (index < values.size()) {
                found.add(values.get(index));
            }
        };
    }

    /** The path to every element of the list that this path leads to. */
    JsonPath elements() {
        if (steps.get(steps.size() - 1) == EVERY_ELEMENT) {
            return this;
        }
        List<Step> longer = new ArrayList<>(steps);
        longer.add(EVERY_ELEMENT);
        return new JsonPath(List.copyOf(longer));
    }

    /** The values that the path leads to; none where it leads nowhere. */
    List<Value> values(Value payload) {
        List<Value> values = List.of(payload);
        for (Step step : steps) {
            List<Value> found = new ArrayList<>();
            values.forEach(value -> step.follow(value, found));
            values = found;
        }
        return values;
    }
}
