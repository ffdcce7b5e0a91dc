package io.retune.local.qdrant.filter;

import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.isNull;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchExceptValues;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.ConditionFactory.matchValues;
import static io.qdrant.client.ConditionFactory.nested;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointFilterTest {
    private static final PointKey KEY = new PointKey(false, 0, 7);
    private static final Payload PAYLOAD = Payload.of(Map.of(
            "city", value("Hamburg"),
            "depth", value(7),
            "width", value(3.0),
            "open", value(true),
            "closed", nullValue(),
            "none", list(List.of()),
            "tags", list(List.of(value("pier"), value("港口"))),
            "a.b", value("dotted"),
            "berths", list(List.of(berth("north", 2), berth("south", 9))),
            "owner", object(Map.of("name", value("port")))));

    private static Value berth(String name, int depth) {
        return object(Map.of("name", value(name), "depth", value(depth)));
    }

    private static Value object(Map<String, Value> fields) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(fields))
                .build();
    }

    private static boolean matches(Filter filter) {
        return PointFilter.of(filter).matches(KEY, PAYLOAD);
    }

    private static boolean holds(Condition condition) {
        return matches(must(condition));
    }

    private static Filter must(Condition... conditions) {
        return Filter.newBuilder().addAllMust(List.of(conditions)).build();
    }

    @Test
    void matchesValuesOfTheirOwnKind() {
        assertThat(holds(matchKeyword("city", "Hamburg"))).isTrue();
        assertThat(holds(matchKeyword("city", "hamburg"))).isFalse();
        assertThat(holds(matchKeyword("depth", "7"))).isFalse();
        assertThat(holds(match("depth", 7))).isTrue();
        assertThat(holds(match("width", 3))).as("a double is no integer").isFalse();
        assertThat(holds(match("open", true))).isTrue();
        assertThat(holds(match("open", false))).isFalse();
        assertThat(holds(matchKeywords("city", List.of("Kiel", "Hamburg")))).isTrue();
        assertThat(holds(matchValues("depth", List.of(1L, 2L)))).isFalse();
        assertThat(holds(matchText("city", "amb"))).isTrue();
    }

    @Test
    void exceptNeedsAValue() {
        assertThat(holds(matchExceptKeywords("city", List.of("Kiel")))).isTrue();
        assertThat(holds(matchExceptKeywords("city", List.of("Hamburg")))).isFalse();
        assertThat(holds(matchExceptValues("city", List.of(7L)))).isTrue();
        assertThat(holds(matchExceptKeywords("absent", List.of("Kiel")))).isFalse();
        assertThat(holds(matchExceptKeywords("closed", List.of("Kiel")))).isFalse();
    }

    @Test
    void oneElementOfAListIsEnough() {
        assertThat(holds(matchKeyword("tags", "港口"))).isTrue();
        assertThat(holds(matchKeyword("tags[1]", "港口"))).isTrue();
        assertThat(holds(matchKeyword("tags[0]", "港口"))).isFalse();
        assertThat(holds(matchKeyword("tags[]", "pier"))).isTrue();
        assertThat(holds(matchKeyword("tags[5]", "pier"))).isFalse();
    }

    @Test
    void rangesCompareIntegersAndDoubles() {
        assertThat(holds(range("depth", Range.newBuilder().setGte(7).setLt(7.5).build())))
                .isTrue();
        assertThat(holds(range("depth", Range.newBuilder().setGt(7).build()))).isFalse();
        assertThat(holds(range("width", Range.newBuilder().setLte(3).build()))).isTrue();
        assertThat(holds(range("city", Range.newBuilder().setGt(0).build()))).isFalse();
        assertThat(holds(range("absent", Range.newBuilder().setGt(0).build()))).isFalse();
    }

    @Test
    void followsPaths() {
        assertThat(holds(matchKeyword("owner.name", "port"))).isTrue();
        assertThat(holds(matchKeyword("a.b", "dotted"))).isFalse();
        assertThat(holds(matchKeyword("\"a.b\"", "dotted"))).isTrue();
        assertThat(holds(match("berths[].depth", 9))).isTrue();
        assertThat(holds(match("berths[0].depth", 9))).isFalse();
    }

    @Test
    void nestedFiltersLookAtOneObjectAtATime() {
        assertThat(holds(nested("berths", must(matchKeyword("name", "south"), match("depth", 9)))))
                .isTrue();
        assertThat(holds(nested("berths", must(matchKeyword("name", "north"), match("depth", 9)))))
                .isFalse();
        assertThat(holds(nested("berths[]", must(match("depth", 9))))).isTrue();
    }

    @Test
    void tellsEmptyFromNull() {
        assertThat(holds(isEmpty("absent"))).isTrue();
        assertThat(holds(isEmpty("closed"))).isTrue();
        assertThat(holds(isEmpty("none"))).isTrue();
        assertThat(holds(isEmpty("tags"))).isFalse();
        assertThat(holds(isNull("closed"))).isTrue();
        assertThat(holds(isNull("absent"))).isFalse();
        assertThat(holds(isNull("none"))).isFalse();
        assertThat(holds(field(FieldCondition.newBuilder().setKey("tags").setIsEmpty(false))))
                .isTrue();
        assertThat(holds(field(FieldCondition.newBuilder().setKey("absent").setIsNull(false))))
                .isTrue();
        assertThat(holds(field(FieldCondition.newBuilder().setKey("closed").setIsNull(false))))
                .isFalse();
    }

    private static Condition field(FieldCondition.Builder condition) {
        return Condition.newBuilder().setField(condition).build();
    }

    @Test
    void combinesConditions() {
        Condition yes = hasId(id(7));
        Condition no = hasId(id(8));
        assertThat(matches(Filter.getDefaultInstance())).isTrue();
        assertThat(matches(must(yes, no))).isFalse();
        assertThat(matches(Filter.newBuilder().addShould(yes).addShould(no).build()))
                .isTrue();
        assertThat(matches(Filter.newBuilder().addShould(no).build())).isFalse();
        assertThat(matches(Filter.newBuilder().addMust(yes).addMustNot(yes).build()))
                .isFalse();
        assertThat(holds(filter(Filter.newBuilder().addMustNot(no).build()))).isTrue();
    }

    @Test
    void knowsWhichIdsAloneCanMatch() {
        assertThat(PointFilter.of(must(matchKeyword("city", "Hamburg"))).ids()).isEmpty();
        assertThat(PointFilter.of(must(match("depth", 1), hasId(id(7)))).ids().orElseThrow())
                .containsExactly(KEY);
        assertThat(PointFilter.of(Filter.newBuilder().addShould(hasId(id(7))).build())
                        .ids())
                .isEmpty();
    }

    @Test
    void refusesKeysThatAreNoPath() {
        for (String key : List.of("", "a b", "a..b", ".a", "[0]", "a[x]", "\"open", "a.")) {
            assertThatThrownBy(() -> PointFilter.of(must(matchKeyword(key, "x"))))
                    .as("key <%s>", key)
                    .hasMessageStartingWith(
                            "INVALID_ARGUMENT: Wrong input: payload key '" + key + "' cannot be read at");
        }
    }

    @Test
    void refusesEmptyConditions() {
        assertThatThrownBy(() -> PointFilter.of(must(Condition.getDefaultInstance())))
                .hasMessage("INVALID_ARGUMENT: Wrong input: a condition of a filter is empty");
        assertThatThrownBy(() ->
                        PointFilter.of(must(field(FieldCondition.newBuilder().setKey("city")))))
                .hasMessage(
                        "INVALID_ARGUMENT: Wrong input: the condition on payload key 'city' is empty; set match, range,"
                                + " is_empty or is_null");
    }
}
