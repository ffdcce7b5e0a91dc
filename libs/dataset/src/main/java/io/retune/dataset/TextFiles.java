package io.retune.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/** UTF-8 text files: a byte order mark is skipped, a byte that is not UTF-8 is an error with its place. */
public final class TextFiles {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int BUFFER = 1 << 16;

    private TextFiles() {}

    /**
     * Opens a file for reading. Reading from it throws {@link CharacterCodingException} where the bytes are not UTF-8:
     * give that to {@link #unreadable}.
     */
    public static BufferedReader open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DatasetException(file + ": this is a folder; expected a file; name the file inside");
        }
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            bytes.mark(BYTE_ORDER_MARK.length);
            byte[] start = bytes.readNBytes(BYTE_ORDER_MARK.length);
            if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
                bytes.reset();
            }
            return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()), BUFFER);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** Says why a file could not be read. */
    public static DatasetException unreadable(Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new DatasetException(file + ": there is no such file; check the path", cause);
        }
        if (cause instanceof NotDirectoryException) {
            return new DatasetException(file + ": this is a file; expected a folder; name the folder around it", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new DatasetException(
                    file + ": this user may not read the file; change its permissions (chmod +r)", cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new DatasetException(
                    file.getFileName() + firstFault(file) + " is not UTF-8; convert the file"
                            + " (for instance: iconv -f GB18030 -t UTF-8)",
                    cause);
        }
        return new DatasetException(
                file + ": reading failed: " + cause.getMessage() + "; check the disk and try again", cause);
    }

    /**
     * Says where a file stops being JSON.
     *
     * @param section what was being read, in words that fit after "inside"
     */
    public static DatasetException notJson(Path file, String section, JsonProcessingException cause) {
        String place = file.getFileName() + " line " + cause.getLocation().getLineNr() + " column "
                + cause.getLocation().getColumnNr() + ": ";
        if (cause instanceof JsonEOFException) {
            return new DatasetException(
                    place + "the file ends inside " + section + "; expected a complete JSON object;"
                            + " it may have been cut short: copy or write it again",
                    cause);
        }
        String found = cause.getOriginalMessage()
                .replaceAll("\\[Source: [^;]*; line: (\\d+), column: (\\d+)\\]", "line $1 column $2")
                .replaceAll("\\s+", " ");
        return new DatasetException(
                place + "this is not JSON, in " + section + ": " + found + "; correct it there or write the file again",
                cause);
    }

    /** The decoder does not say where it stopped, so this reads once more and counts. */
    private static String firstFault(Path file) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer characters = CharBuffer.allocate(BUFFER);
        long offset = 0;
        long line = 1;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(bytes.array()); read >= 0; ) {
                bytes.limit(bytes.position() + read).position(0);
                CoderResult result = decoder.decode(bytes, characters.clear(), false);
                line += characters.flip().chars().filter(c -> c == '\n').count();
                offset += bytes.position();
                if (result.isError()) {
                    int value = Byte.toUnsignedInt(bytes.get(bytes.position()));
                    return String.format(" line %d: byte 0x%02X at offset %d", line, value, offset);
                }
                bytes.compact();
                read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            }
        } catch (IOException e) {
            return ": a byte of it (" + e.getMessage() + ")";
        }
        return ": its last character";
    }
}
