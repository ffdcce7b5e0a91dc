package io.retune.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document's metadata as one level of {@link String}, {@link Long} and {@link Double}, which is all that LangChain4j
 * reads from a payload.
 *
 * <ul>
 *   <li>Objects: {@code {"a":{"b":1}}} becomes {@code a.b = 1}; where two paths give one key, the later one stays.
 *   <li>Lists: their JSON text, {@code ["x","y"]}.
 *   <li>Booleans: {@code "true"} and {@code "false"}; nulls are left out; numbers that are not finite are text, anything
 *       else as its own text.
 *   <li>A key that the payload needs itself ({@code doc_id}) becomes {@code metadata.doc_id}.
 * </ul>
 *
 * What is flat already comes out equal, so that points can be read and written again.
 */
final class FlatMetadata {
    private static final String PREFIX = "metadata.";
    private static final int BITS_OF_A_LONG = 63;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> reservedKeys;
    private final Map<String, Object> flat = new LinkedHashMap<>();

    private FlatMetadata(Set<String> reservedKeys) {
        this.reservedKeys = reservedKeys;
    }

    /** The flat form of metadata, without the reserved keys. */
    static Map<String, Object> of(Map<String, Object> metadata, Set<String> reservedKeys) {
        FlatMetadata result = new FlatMetadata(reservedKeys);
        metadata.forEach(result::add);
        return result.flat;
    }

    private void add(String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((inner, innerValue) -> add(key + "." + inner, innerValue));
        } else if (value != null) {
            flat.put(reservedKeys.contains(key) ? PREFIX + key : key, scalar(value));
        }
    }

    private static Object scalar(Object value) {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Collection<?> list) {
            return jsonText(list);
        }
        return value.toString();
    }

    private static Object number(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if (number instanceof BigInteger big) {
            return big.bitLength() <= BITS_OF_A_LONG ? (Object) big.longValue() : big.toString();
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? (Object) value : number.toString();
    }

    private static String jsonText(Collection<?> list) {
        try {
            return JSON.writeValueAsString(jsonValue(list));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of text, numbers and objects has no JSON text", e);
        }
    }

    /** The value with text in place of what JSON does not know, so that the mapper never meets a class of its own. */
    private static Object jsonValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, inner) -> object.put(String.valueOf(key), jsonValue(inner)));
            return object;
        }
        if (value instanceof Collection<?> list) {
            List<Object> array = new ArrayList<>(list.size());
            list.forEach(inner -> array.add(jsonValue(inner)));
            return array;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
