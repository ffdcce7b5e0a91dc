package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlatMetadataTest {
    @Test
    void nestedObjectsBecomePaths() {
        Map<String, Object> metadata = Map.of("a", Map.of("b", Map.of("c", "deep"), "d", 1), "e", Map.of());
        assertThat(flat(metadata)).isEqualTo(Map.of("a.b.c", "deep", "a.d", 1L));
    }

    @Test
    void wholeNumbersAreLongs() {
        Map<String, Object> metadata = Map.of(
                "byte", (byte) 1, "short", (short) 2, "int", 3, "long", 4L, "big", BigInteger.valueOf(Long.MIN_VALUE));
        assertThat(flat(metadata))
                .isEqualTo(Map.of("byte", 1L, "short", 2L, "int", 3L, "long", 4L, "big", Long.MIN_VALUE));
    }

    @Test
    void otherNumbersAreDoublesWhereADoubleHoldsThem() {
        Map<String, Object> metadata = Map.of(
                "float",
                0.5f,
                "double",
                0.1,
                "decimal",
                new BigDecimal("2.50"),
                "nan",
                Double.NaN,
                "infinite",
                Float.POSITIVE_INFINITY,
                "beyond",
                new BigDecimal("1E+400"),
                "big",
                BigInteger.TWO.pow(63));
        assertThat(flat(metadata))
                .isEqualTo(Map.of(
                        "float", 0.5,
                        "double", 0.1,
                        "decimal", 2.5,
                        "nan", "NaN",
                        "infinite", "Infinity",
                        "beyond", "1E+400",
                        "big", "9223372036854775808"));
    }

    @Test
    void listsAreJsonText() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("at", Instant.EPOCH);
        inner.put("none", null);
        Map<String, Object> metadata = Map.of(
                "tags", List.of("a, b", "\"c\""),
                "mixed", Arrays.asList(1, true, null, 0.5, List.of("x"), inner),
                "empty", List.of());
        assertThat(flat(metadata))
                .isEqualTo(Map.of(
                        "tags",
                        "[\"a, b\",\"\\\"c\\\"\"]",
                        "mixed",
                        "[1,true,null,0.5,[\"x\"],{\"at\":\"1970-01-01T00:00:00Z\",\"none\":null}]",
                        "empty",
                        "[]"));
    }

    @Test
    void booleansAndOtherValuesAreTextAndNullsAreLeftOut() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("yes", true);
        metadata.put("at", Instant.EPOCH);
        metadata.put("nothing", null);
        assertThat(flat(metadata)).isEqualTo(Map.of("yes", "true", "at", "1970-01-01T00:00:00Z"));
    }

    @Test
    void keysOfThePayloadAreMovedAside() {
        Map<String, Object> metadata = Map.of("doc_id", "x", "a", Map.of("doc_id", "y"));
        assertThat(flat(metadata)).isEqualTo(Map.of("metadata.doc_id", "x", "a.doc_id", "y"));
    }

    @Test
    void theLaterOfTwoPathsToOneKeyStays() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("a.b", 1);
        metadata.put("a", Map.of("b", 2));
        assertThat(flat(metadata)).isEqualTo(Map.of("a.b", 2L));
    }

    @Test
    void whatIsFlatStaysEqual() {
        Map<String, Object> once = flat(Map.of("doc_id", 1, "a", Map.of("b", true), "tags", List.of(1), "x", 0.1));
        assertThat(flat(once)).isEqualTo(once);
    }

    private static Map<String, Object> flat(Map<String, Object> metadata) {
        return FlatMetadata.of(metadata, Set.of("doc_id"));
    }
}
