package io.retune.encoder.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    private static final String REMEDY = "; the file is not a safetensors file or is damaged: fetch it again";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<WeightSpec> specs = List.of(WeightSpec.of("a.weight", 2, 3), WeightSpec.of("a.bias", 2));
        float[][] values = {{1, -2, 3.5f, 0, Float.MIN_VALUE, 6}, {7, 8}};
        SafetensorsWriter.write(file, specs, i -> bytes(values[i]));

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactly("a.weight", "a.bias");
            assertThat(read.shape("a.weight")).containsExactly(2L, 3L);
            assertThat(floats(read.readFloats("a.weight"))).isEqualTo(values[0]);
            assertThat(floats(read.readFloats("a.bias"))).isEqualTo(values[1]);
        }
        assertThat(header()).startsWith("{\"__metadata__\":{\"format\":\"pt\"}");
    }

    @Test
    void halfPrecisionIsWidened() throws IOException {
        // 1, -2, the smallest subnormal half, infinity; and 1, -2 in bfloat16.
        writeRaw(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]}}",
                shorts(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3f80, 0xc000));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(floats(read.readFloats("h"))).isEqualTo(new float[] {1, -2, 0x1p-24f, Float.POSITIVE_INFINITY});
            assertThat(floats(read.readFloats("b"))).isEqualTo(new float[] {1, -2});
        }
    }

    @Test
    void aHugeHeaderIsRefusedBeforeAnythingIsAllocated() throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, 1L << 62)
                        .array());
        assertRefused("states a header of 4611686018427387904 bytes, expected 2 to 12 in a file of 20 bytes");
    }

    @Test
    void aFileOfAFewBytesIsRefused() throws IOException {
        Files.write(file, new byte[5]);
        assertRefused("has 5 bytes, expected at least 8");
    }

    @Test
    void aHeaderThatIsNotJsonIsRefused() throws IOException {
        writeRaw("[1, 2, 3]", new byte[0]);
        assertRefused("has a header that is not a JSON object");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        writeRaw("{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", new byte[12]);
        long start = 8L + header().length();
        assertRefused("places tensor \"t\" at bytes " + start + " to " + (start + 16) + ", but has " + (start + 12)
                + " bytes");
    }

    @Test
    void offsetsThatDoNotFitTheShapeAreRefused() throws IOException {
        writeRaw("{\"t\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}", new byte[16]);
        assertRefused("gives tensor \"t\" 16 bytes, expected 12 for F32[3]");
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        SafetensorsWriter.write(file, List.of(WeightSpec.of("a", 1)), i -> bytes(1));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> read.readFloats("b"))
                    .isInstanceOf(EncoderException.class)
                    .hasMessage(file + ": tensor \"b\" is missing (1 tensors); take the file from the model's original"
                            + " folder");
        }
    }

    @Test
    void anIntegerTensorIsRefusedWhenItIsRead() throws IOException {
        writeRaw("{\"t\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> read.readFloats("t"))
                    .isInstanceOf(EncoderException.class)
                    .hasMessage(
                            file + ": tensor \"t\" is of type I64, expected F32, F16 or BF16; export the model in one"
                                    + " of these");
        }
    }

    private void assertRefused(String found) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(EncoderException.class)
                .hasMessage(file + ": " + found + REMEDY);
    }

    private String header() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return new String(bytes.array(), 8, (int) bytes.getLong(0), StandardCharsets.UTF_8);
    }

    private void writeRaw(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(json.length).put(json).put(data).array());
    }

    private static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private static ByteBuffer bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / 4];
        bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }
}
