package io.retune.dataset.convert;

import io.retune.dataset.RagDataset;
import java.util.Objects;

/**
 * What a converter made.
 *
 * @param dataset the data set, valid and with splits
 * @param report what went in and what was left out
 */
public record Conversion(RagDataset dataset, ConvertReport report) {
    public Conversion {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(report, "report");
    }
}
