package io.retune.synth.dataset;

import io.retune.events.EventException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an uploaded file may be. BEIR and AIR-Bench are folders: {@code retune convert} makes one file of them. */
public enum UploadFormat {
    /** A data set as it is. */
    RETUNE,
    /** Rows of query and passage. */
    PAIRS,
    /** Rows of query, passage and hard negatives. */
    TRIPLETS,
    /** Rows of query, passage and score. */
    SCORED_PAIRS,
    /** SQuAD's JSON. */
    SQUAD,
    /** Rows as infgrad/retrieval_data_llm has them. */
    INFGRAD;

    /** The word in requests. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a word.
     *
     * @throws EventException if there is no such format, or it does not fit into one file
     */
    public static UploadFormat parse(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new EventException("format: found \"" + label + "\", expected one of "
                        + Arrays.stream(values()).map(UploadFormat::label).collect(Collectors.joining(", "))
                        + "; make one file of others with retune convert"));
    }

    /** Whether it is a table: JSON lines, or Parquet. */
    boolean isTable() {
        return this != RETUNE && this != SQUAD;
    }
}
