package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a safetensors file: 8 bytes header length (little endian), a JSON header, the tensors' bytes. Every offset is
 * checked against the file before anything is read. Format: https://huggingface.co/docs/safetensors
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final Set<String> FLOAT_TYPES = Set.of("F32", "F16", "BF16");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Entry> entries;

    private record Entry(String dtype, List<Long> shape, long begin, long end) {}

    private SafetensorsFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.entries = readHeader();
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws EncoderException if the file cannot be read or its header does not describe it
     */
    public static SafetensorsFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new SafetensorsFile(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EncoderException(
                    path + ": cannot be read (" + e + "); expected a safetensors file; check the path", e);
        }
    }

    /** The names of the tensors, in the header's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** The dimensions of a tensor, outermost first. */
    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    /**
     * Reads one tensor of type F32, F16 or BF16 as 32-bit floats.
     *
     * @return a direct buffer in native order, positioned at its start
     * @throws EncoderException if there is no such tensor, or it has another type
     */
    public ByteBuffer readFloats(String name) {
        Entry entry = entry(name);
        if (!FLOAT_TYPES.contains(entry.dtype())) {
            throw new EncoderException(path + ": tensor \"" + name + "\" is of type " + entry.dtype()
                    + ", expected F32, F16 or BF16; export the model in one of these");
        }
        int count = Math.toIntExact(
                entry.shape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact));
        try {
            ByteBuffer raw = ByteBuffer.allocateDirect(Math.toIntExact(entry.end() - entry.begin()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            readFully(raw, entry.begin());
            if (entry.dtype().equals("F32") && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
                return raw.order(ByteOrder.nativeOrder());
            }
            ByteBuffer floats = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
            convert(entry.dtype(), raw, floats.asFloatBuffer(), count);
            return floats;
        } catch (IOException e) {
            throw new EncoderException(path + ": tensor \"" + name + "\" cannot be read (" + e + ")", e);
        }
    }

    private static void convert(String dtype, ByteBuffer raw, FloatBuffer floats, int count) {
        for (int i = 0; i < count; i++) {
            floats.put(
                    i,
                    switch (dtype) {
                        case "F32" -> raw.getFloat(4 * i);
                        case "BF16" -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
                        default -> halfToFloat(raw.getShort(2 * i));
                    });
        }
    }

    /** IEEE 754 binary16 to binary32; Java 17 has no such method (Java 20's is Float.float16ToFloat). */
    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wide = exponent == 31 ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new EncoderException(path + ": tensor \"" + name + "\" is missing (" + entries.size()
                    + " tensors); take the file from the model's original folder");
        }
        return entry;
    }

    private Map<String, Entry> readHeader() throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < 8) {
            throw damaged("has " + fileBytes + " bytes, expected at least 8");
        }
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, fileBytes - 8)) {
            throw damaged("states a header of " + Long.toUnsignedString(headerBytes) + " bytes, expected 2 to "
                    + Math.min(MAX_HEADER_BYTES, fileBytes - 8) + " in a file of " + fileBytes + " bytes");
        }
        ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(headerBytes));
        readFully(header, 8);
        JsonNode root;
        try {
            root = JSON.readTree(new String(header.array(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EncoderException(damagedText("has a header that is not JSON (" + firstLine(e) + ")"), e);
        }
        if (root == null || !root.isObject()) {
            throw damaged("has a header that is not a JSON object");
        }
        return readEntries(root, 8 + headerBytes, fileBytes);
    }

    private Map<String, Entry> readEntries(JsonNode root, long dataStart, long fileBytes) {
        Map<String, Entry> result = new LinkedHashMap<>();
        root.properties().forEach(property -> {
            if (!property.getKey().equals("__metadata__")) {
                Entry entry = readEntry(property.getKey(), property.getValue(), dataStart);
                if (entry.begin() < dataStart || entry.end() > fileBytes || entry.begin() > entry.end()) {
                    throw damaged("places tensor \"" + property.getKey() + "\" at bytes " + entry.begin() + " to "
                            + entry.end() + ", but has " + fileBytes + " bytes");
                }
                result.put(property.getKey(), entry);
            }
        });
        return result;
    }

    private Entry readEntry(String name, JsonNode node, long dataStart) {
        String dtype = node.path("dtype").asText();
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(dimension -> shape.add(dimension.asLong(-1)));
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || shape.stream().anyMatch(d -> d < 0) || offsets.size() != 2) {
            throw damaged("describes tensor \"" + name + "\" as " + node + ", expected dtype, shape, data_offsets");
        }
        long bytesPerValue =
                switch (dtype) {
                    case "F32" -> 4;
                    case "F16", "BF16" -> 2;
                    default -> 0;
                };
        long begin = offsets.get(0).asLong(-1);
        long end = offsets.get(1).asLong(-1);
        long values = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        if (bytesPerValue > 0 && end - begin != values * bytesPerValue) {
            throw damaged("gives tensor \"" + name + "\" " + (end - begin) + " bytes, expected "
                    + values * bytesPerValue + " for " + dtype + shape);
        }
        return new Entry(dtype, shape, dataStart + begin, dataStart + end);
    }

    private void readFully(ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw new IOException("the file ends at byte " + (position + target.position()));
            }
        }
        target.flip();
    }

    private EncoderException damaged(String found) {
        return new EncoderException(damagedText(found));
    }

    private String damagedText(String found) {
        return path + ": " + found + "; the file is not a safetensors file or is damaged: fetch it again";
    }

    private static String firstLine(IOException e) {
        return e.getMessage().lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EncoderException(path + ": cannot be closed (" + e + ")", e);
        }
    }
}
