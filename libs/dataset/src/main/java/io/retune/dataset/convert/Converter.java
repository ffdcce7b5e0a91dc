package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import java.nio.file.Path;

/** Reads one foreign format. Stateless; rows that cannot be used are skipped and counted, never dropped silently. */
public interface Converter {
    /**
     * Reads a file or folder.
     *
     * @throws DatasetException when it is not in this format, or nothing usable is in it
     */
    Conversion convert(Path input, ConvertOptions options);
}
