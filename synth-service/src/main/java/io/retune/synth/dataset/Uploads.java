package io.retune.synth.dataset;

import io.quarkus.runtime.StartupEvent;
import io.retune.dataset.DatasetException;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.convert.Conversion;
import io.retune.dataset.convert.ConvertOptions;
import io.retune.dataset.convert.Converters;
import io.retune.events.EventException;
import io.retune.ring.channel.RetuneConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Receives files: onto the disk first, whatever their size, then validated by reading, then published. */
@ApplicationScoped
public class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);

    /** Becomes a file's name, so that messages say {@code faq.json line 3}. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ -]{0,59}");

    /** A file's name must be one in any locale. */
    private static final Pattern PLAIN = Pattern.compile("\\p{ASCII}+");

    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final Datasets datasets;
    private final Path folder;

    Uploads(Datasets datasets, RetuneConfig config) {
        this.datasets = datasets;
        this.folder = config.home().toAbsolutePath().resolve("uploads");
    }

    /** What a process that was killed had received is of no use to anybody. */
    void removeAbandoned(@Observes StartupEvent event) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> uploads = Files.list(folder)) {
            Instant newest = Instant.now().minus(ABANDONED);
            for (Path upload : uploads.toList()) {
                if (Files.getLastModifiedTime(upload).toInstant().isBefore(newest)) {
                    deleteAll(upload);
                }
            }
        } catch (IOException e) {
            LOG.warnf(e, "%s: abandoned uploads cannot be removed", folder);
        }
    }

    /**
     * Receives a data set.
     *
     * @param name what reports call it
     * @param content read to its end
     * @throws EventException if the name cannot be used
     * @throws DatasetException if the content is no data set of this format
     */
    public DatasetDescription receive(String name, UploadFormat format, InputStream content) throws IOException {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new EventException("name: found " + (name == null ? "none" : "\"" + name + "\"")
                    + ", expected 1 to 60 letters, digits, '.', '_', ' ' and '-', beginning with a letter or digit;"
                    + " add ?name=...");
        }
        Files.createDirectories(folder);
        Path own = Files.createTempDirectory(folder, "upload-");
        Path received = own.resolve("received");
        try {
            Files.copy(content, received);
            return publish(Files.move(received, own.resolve(fileName(name) + ending(format, received))), name, format);
        } finally {
            deleteAll(own);
        }
    }

    private DatasetDescription publish(Path file, String name, UploadFormat format) {
        if (format == UploadFormat.RETUNE) {
            return datasets.publish(DatasetReader.read(file, name), List.of());
        }
        Conversion conversion = Converters.byName(format.label()).convert(file, ConvertOptions.DEFAULTS.withName(name));
        return datasets.publish(
                conversion.dataset(), conversion.report().text().lines().toList());
    }

    private static String fileName(String name) {
        return PLAIN.matcher(name).matches() ? name : "dataset";
    }

    private static String ending(UploadFormat format, Path file) throws IOException {
        if (!format.isTable()) {
            return ".json";
        }
        try (InputStream start = Files.newInputStream(file)) {
            return Arrays.equals(start.readNBytes(PARQUET.length), PARQUET) ? ".parquet" : ".jsonl";
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
