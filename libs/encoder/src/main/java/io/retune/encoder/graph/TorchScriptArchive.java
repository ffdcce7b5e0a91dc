package io.retune.encoder.graph;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive that holds code alone: no parameters, so that weights come in as arguments and one module
 * serves every checkpoint. Layout: PyTorch, {@code torch/csrc/jit/docs/serialization.md}.
 */
public final class TorchScriptArchive {
    /** The archive format that has {@code torch.gelu(approximate=)}. */
    private static final String FORMAT_VERSION = "10\n";

    private static final String CLASS_HEADER =
            """
            class Encoder(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              _is_full_backward_hook : Optional[bool]
            """;

    private TorchScriptArchive() {}

    /**
     * One method's source.
     *
     * @param parameters {@code name: Type} separated by commas, without {@code self}
     * @param body statements, the last of which returns
     */
    public static String method(String name, String parameters, String result, List<String> body) {
        return "  def %s(self: __torch__.Encoder,\n    %s) -> %s:\n    %s\n"
                .formatted(name, parameters.replace(", ", ",\n    "), result, String.join("\n    ", body));
    }

    /** The archive of a module with these methods, to be loaded by libtorch. */
    public static byte[] of(String methods) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "data.pkl", pickledModule());
            put(zip, "code/__torch__.py", (CLASS_HEADER + methods).getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
            put(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Pickle protocol 2 of {@code __torch__.Encoder} with {@code training = True, _is_full_backward_hook = None}. */
    private static byte[] pickledModule() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nEncoder\n)\u0081}(".getBytes(StandardCharsets.ISO_8859_1));
        pickle.writeBytes(pickledText("training"));
        pickle.write(0x88);
        pickle.writeBytes(pickledText("_is_full_backward_hook"));
        pickle.writeBytes("Nub.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }

    private static byte[] pickledText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + utf8.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'X')
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }

    /** libtorch maps the archive and therefore wants its entries stored, not compressed. */
    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("encoder/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
