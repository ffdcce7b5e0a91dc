package io.retune.metrics.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every look at the queries that decide, in an append-only file of JSON lines. The more often the same queries have
 * been looked at, the less a good result on them means; hence the number of looks stands beside every result.
 *
 * <p>Safe for threads and processes that share the file: a look is written under a file lock and is on the disk when
 * {@link #append} returns. A crash can leave half a line at the end. It is not counted, and the next look closes it with
 * {@code # torn} and goes on below, so that nothing is ever removed; any other line that is not a look is an error.
 *
 * <p>A line: {@code {"time":"2026-11-24T10:15:30Z","dataset":"medical","val_digest":"sha256:...","base":"...",
 * "candidate":"...","purpose":"promoted"}}.
 */
public final class LookLedger {
    // A file lock keeps out other processes only: a second lock of the same process is an exception.
    private static final Object LOCK_OF_THIS_PROCESS = new Object();
    private static final String TORN = " # torn";

    private final Path file;

    /**
     * A ledger in a file.
     *
     * @param file created with the first look, its folder too
     */
    public LookLedger(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Writes a look to the disk.
     *
     * @return how often the same val digest has been looked at, this time included
     * @throws IOException if the file cannot be written or holds a line that is not a look
     */
    public long append(Look look) throws IOException {
        synchronized (LOCK_OF_THIS_PROCESS) {
            boolean created = !Files.exists(file);
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.lock(); // released with the channel
                byte[] content = Channels.newInputStream(channel).readAllBytes();
                long before = count(parse(content), look.valDigest());
                writeFully(channel, bytesToAppend(content, look));
                channel.force(true);
                if (created) {
                    forceFolder();
                }
                return before + 1;
            }
        }
    }

    /**
     * How often a val digest has been looked at; 0 if the file does not exist.
     *
     * @throws IOException if the file cannot be read or holds a line that is not a look
     */
    public long looks(String valDigest) throws IOException {
        return count(all(), valDigest);
    }

    /**
     * All looks, oldest first; none if the file does not exist.
     *
     * @throws IOException if the file cannot be read or holds a line that is not a look
     */
    public List<Look> all() throws IOException {
        return Files.exists(file) ? parse(Files.readAllBytes(file)) : List.of();
    }

    private List<Look> parse(byte[] content) throws IOException {
        List<Look> looks = new ArrayList<>();
        int start = 0;
        for (int number = 1; start < content.length; number++) {
            int end = lineEnd(content, start);
            byte[] line = Arrays.copyOfRange(content, start, end);
            Look look = LookLine.read(line);
            if (look != null) {
                looks.add(look);
            } else if (end < content.length && !isClosedAsTorn(line)) {
                throw corrupt(number, line);
            }
            start = end + 1;
        }
        return looks;
    }

    private IOException corrupt(int number, byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return new IOException(("%s line %d: found %s; expected a JSON object with time, dataset, val_digest, base,"
                        + " candidate and purpose; restore the line from a backup, or end it with \"%s\" to leave it out")
                .formatted(file, number, shown, TORN.strip()));
    }

    private static byte[] bytesToAppend(byte[] content, Look look) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (content.length > 0 && content[content.length - 1] != '\n') {
            byte[] last = Arrays.copyOfRange(content, lastLineStart(content), content.length);
            // A look may be whole and only lack its line end.
            String close = LookLine.read(last) == null ? TORN + "\n" : "\n";
            bytes.writeBytes(close.getBytes(StandardCharsets.UTF_8));
        }
        bytes.writeBytes(LookLine.write(look));
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static boolean isClosedAsTorn(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).endsWith(TORN);
    }

    private static int lineEnd(byte[] content, int start) {
        int end = start;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        return end;
    }

    private static int lastLineStart(byte[] content) {
        int start = content.length;
        while (start > 0 && content[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static long count(List<Look> looks, String valDigest) {
        return looks.stream().filter(look -> look.valDigest().equals(valDigest)).count();
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes the name of a new file durable, which forcing the file itself does not. */
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException notOnThisSystem) {
            // Windows cannot open folders; the look itself is written.
        }
    }
}
