package io.retune.local.qdrant.filter;

import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.retune.local.qdrant.protocol.Refusal;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Conditions on one payload field; semantics of Qdrant's payload_storage/condition_checker.rs. */
final class FieldConditions {
    private FieldConditions() {}

    static Predicate<Candidate> of(FieldCondition condition) {
        if (condition.hasIsEmpty()) {
            Predicate<Candidate> empty = isEmpty(condition.getKey());
            return condition.getIsEmpty() ? empty : empty.negate();
        }
        if (condition.hasIsNull()) {
            return isNull(condition.getKey(), condition.getIsNull());
        }
        Predicate<Value> check = valueCheck(condition);
        JsonPath path = JsonPath.of(condition.getKey());
        return candidate -> path.values(candidate.payload()).stream()
                .anyMatch(value -> elementsOrSelf(value).stream().anyMatch(check));
    }

    /** Absent, null or a list without elements. */
    static Predicate<Candidate> isEmpty(String key) {
        JsonPath path = JsonPath.of(key);
        return candidate ->
                path.values(candidate.payload()).stream().allMatch(value -> isNull(value) || isEmptyList(value));
    }

    /** There and null; an absent field is not null. */
    static Predicate<Candidate> isNull(String key) {
        JsonPath path = JsonPath.of(key);
        return candidate -> path.values(candidate.payload()).stream().anyMatch(FieldConditions::isNull);
    }

    /** The same asked of a field condition: a list counts as null if one of its elements is. */
    private static Predicate<Candidate> isNull(String key, boolean expected) {
        JsonPath path = JsonPath.of(key);
        return candidate -> {
            List<Value> values = path.values(candidate.payload());
            return values.isEmpty()
                    ? !expected
                    : values.stream()
                            .anyMatch(value ->
                                    elementsOrSelf(value).stream().anyMatch(FieldConditions::isNull) == expected);
        };
    }

    private static Predicate<Value> valueCheck(FieldCondition condition) {
        if (condition.hasMatch() && condition.hasRange()) {
            return match(condition.getMatch()).or(range(condition.getRange()));
        }
        if (condition.hasMatch()) {
            return match(condition.getMatch());
        }
        if (condition.hasRange()) {
            return range(condition.getRange());
        }
        throw Refusal.wrongInput("the condition on payload key '%s' is empty; set match, range, is_empty or is_null"
                .formatted(condition.getKey()));
    }

    private static Predicate<Value> match(Match match) {
        return switch (match.getMatchValueCase()) {
            case KEYWORD -> keywords(Set.of(match.getKeyword()));
            case KEYWORDS -> keywords(Set.copyOf(match.getKeywords().getStringsList()));
            case EXCEPT_KEYWORDS ->
                except(keywords(Set.copyOf(match.getExceptKeywords().getStringsList())));
            case INTEGER -> integers(Set.of(match.getInteger()));
            case INTEGERS -> integers(Set.copyOf(match.getIntegers().getIntegersList()));
            case EXCEPT_INTEGERS ->
                except(integers(Set.copyOf(match.getExceptIntegers().getIntegersList())));
            case BOOLEAN -> value -> value.hasBoolValue() && value.getBoolValue() == match.getBoolean();
            case TEXT ->
                value -> value.hasStringValue() && value.getStringValue().contains(match.getText());
            case PHRASE, TEXT_ANY ->
                throw Refusal.unimplemented(
                        "Match." + match.getMatchValueCase().name().toLowerCase(java.util.Locale.ROOT));
            case MATCHVALUE_NOT_SET -> throw Refusal.wrongInput("a match of a filter has no value");
        };
    }

    private static Predicate<Value> keywords(Set<String> keywords) {
        return value -> value.hasStringValue() && keywords.contains(value.getStringValue());
    }

    private static Predicate<Value> integers(Set<Long> integers) {
        return value -> value.hasIntegerValue() && integers.contains(value.getIntegerValue());
    }

    private static Predicate<Value> except(Predicate<Value> excluded) {
        return value -> !isNull(value) && !excluded.test(value);
    }

    private static Predicate<Value> range(Range range) {
        return value -> {
            if (!value.hasIntegerValue() && !value.hasDoubleValue()) {
                return false;
            }
            double number = value.hasIntegerValue() ? value.getIntegerValue() : value.getDoubleValue();
            return (!range.hasLt() || number < range.getLt())
                    && (!range.hasGt() || number > range.getGt())
                    && (!range.hasGte() || number >= range.getGte())
                    && (!range.hasLte() || number <= range.getLte());
        };
    }

    private static List<Value> elementsOrSelf(Value value) {
        return value.hasListValue() ? value.getListValue().getValuesList() : List.of(value);
    }

    private static boolean isNull(Value value) {
        return value.hasNullValue() || value.getKindCase() == Value.KindCase.KIND_NOT_SET;
    }

    private static boolean isEmptyList(Value value) {
        return value.hasListValue() && value.getListValue().getValuesCount() == 0;
    }
}
