package io.retune.encoder.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntFunction;

/** Writes F32 tensors as a safetensors file with {@code format: pt}, which transformers asks for. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /**
     * Writes tensors one after another and forces them to the disk.
     *
     * @param path a file that does not exist yet
     * @param tensors names and shapes, in the order to write
     * @param values the bytes of tensor {@code i}: 32-bit floats, little endian, ready to read
     * @throws IOException if the disk is full or the file exists
     */
    public static void write(Path path, List<WeightSpec> tensors, IntFunction<ByteBuffer> values) throws IOException {
        byte[] header = header(tensors);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, length.putLong(0, header.length));
            writeFully(channel, ByteBuffer.wrap(header));
            for (int i = 0; i < tensors.size(); i++) {
                ByteBuffer bytes = values.apply(i);
                if (bytes.remaining() != 4 * tensors.get(i).size()) {
                    throw new IllegalArgumentException(
                            "tensor " + tensors.get(i).name() + " has " + bytes.remaining() + " bytes, expected "
                                    + 4 * tensors.get(i).size());
                }
                writeFully(channel, bytes);
            }
            channel.force(true);
        }
    }

    private static byte[] header(List<WeightSpec> tensors) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (WeightSpec tensor : tensors) {
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", "F32");
            var shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            entry.putArray("data_offsets").add(offset).add(offset + 4 * tensor.size());
            offset += 4 * tensor.size();
        }
        String text = root.toString();
        // The format asks for data aligned to 8 bytes; spaces after the JSON are allowed for it.
        int padding = Math.floorMod(-text.getBytes(StandardCharsets.UTF_8).length, 8);
        return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
