package io.retune.synthesis.chat;

import io.retune.dataset.Quote;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.SynthesisException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with the answers of a language model, in files of JSON lines called segments. Each store writes a segment of
 * its own, made with its first answer, and only reads those of earlier ones; so two processes never write into one file.
 * An answer is on the disk when {@link #append} returns. A crash can leave half a line at the end of a segment: it is
 * not read, and its passage is asked for again. Not safe for threads.
 *
 * <p>A line: {@code {"passage":"<SHA-256 of the text>","prompt":"pairs-1-n3","model":"...","outcome":"ANSWERED",
 * "pairs":[{"question":"...","answer":"..."}],"incomplete":0,"surplus":0,"calls":{"requests":1,"malformed":0,
 * "repaired":0,"transientErrors":0}}}. Of two lines with the same passage, prompt and model the first one counts.
 */
public final class SegmentStore implements AutoCloseable {
    private static final String SUFFIX = ".jsonl";

    private final Path folder;
    private final Map<AnswerKey, PassageAnswer> answers = new HashMap<>();
    private FileChannel segment;

    private SegmentStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads what is there.
     *
     * @param folder created with the first answer
     * @throws SynthesisException if a segment cannot be read, or has a broken line that is not its last
     */
    public static SegmentStore open(Path folder) {
        SegmentStore store = new SegmentStore(folder);
        if (Files.isDirectory(folder)) {
            for (Path segment : store.segments()) {
                store.read(segment);
            }
        }
        return store;
    }

    /** The answer to a key, of this run or an earlier one. */
    public Optional<PassageAnswer> find(AnswerKey key) {
        return Optional.ofNullable(answers.get(key));
    }

    /**
     * Writes an answer to the disk.
     *
     * @throws SynthesisException if that fails
     */
    public void append(AnswerKey key, PassageAnswer answer) {
        byte[] line = SegmentLine.of(key, answer).write();
        ByteBuffer bytes =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try {
            if (segment == null) {
                segment = newSegment();
            }
            while (bytes.hasRemaining()) {
                segment.write(bytes);
            }
            segment.force(false);
        } catch (IOException e) {
            throw new SynthesisException(
                    folder + ": an answer cannot be written (" + e + "); make room on the disk and start again", e);
        }
        answers.putIfAbsent(key, answer);
    }

    /** Closes the segment; what was written stays. */
    @Override
    public void close() {
        try {
            if (segment != null) {
                segment.close();
            }
        } catch (IOException e) {
            throw new SynthesisException(folder + ": the segment cannot be closed (" + e + "); check the disk", e);
        }
    }

    private List<Path> segments() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private void read(Path file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        int start = 0;
        for (int number = 1; start < content.length; number++) {
            int end = lineEnd(content, start);
            byte[] line = Arrays.copyOfRange(content, start, end);
            Optional<SegmentLine> read = SegmentLine.read(line);
            if (read.isEmpty() && end < content.length) {
                throw new SynthesisException(file + " line " + number + ": found "
                        + Quote.of(new String(line, StandardCharsets.UTF_8))
                        + "; expected a JSON object with passage, prompt, model, outcome, pairs, incomplete, surplus"
                        + " and calls; remove the line, and its passage is asked for again");
            }
            read.ifPresent(found -> answers.putIfAbsent(found.key(), found.answer()));
            start = end + 1;
        }
    }

    private FileChannel newSegment() throws IOException {
        Files.createDirectories(folder);
        for (int number = segments().size() + 1; ; number++) {
            Path file = folder.resolve("segment-%06d%s".formatted(number, SUFFIX));
            try {
                return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // Another store was faster; the next number may be free.
            }
        }
    }

    private static int lineEnd(byte[] content, int start) {
        int end = start;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        return end;
    }

    private static SynthesisException unreadable(Path path, IOException cause) {
        return new SynthesisException(
                path + ": reading failed (" + cause + "); check the disk and the permissions", cause);
    }
}
