package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person may decide about a conversion.
 *
 * @param name the data set's name; when absent, the input's name without its ending
 * @param valShare share of the queries that becomes {@code val} where a format has no splits, from 0 to below 1
 * @param seed of that draw
 * @param relevantFrom scored pairs only: the score from which a passage is relevant; when absent, half of the largest
 *     score in the input
 */
public record ConvertOptions(Optional<String> name, double valShare, long seed, OptionalDouble relevantFrom) {
    /** A tenth for {@code val}, seed 42, everything else from the input. */
    public static final ConvertOptions DEFAULTS =
            new ConvertOptions(Optional.empty(), 0.10, 42, OptionalDouble.empty());

    public ConvertOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(relevantFrom, "relevantFrom");
        if (!(valShare >= 0 && valShare < 1)) {
            throw new DatasetException(
                    "the share of val is " + valShare + "; expected a share from 0 to below 1; choose another");
        }
    }

    /** The same with this name for the data set. */
    public ConvertOptions withName(String newName) {
        return new ConvertOptions(Optional.of(newName), valShare, seed, relevantFrom);
    }

    /** The same with this share of the queries for {@code val}. */
    public ConvertOptions withValShare(double share) {
        return new ConvertOptions(name, share, seed, relevantFrom);
    }

    /** The same with this seed. */
    public ConvertOptions withSeed(long newSeed) {
        return new ConvertOptions(name, valShare, newSeed, relevantFrom);
    }

    /** The same with this least score of a relevant passage. */
    public ConvertOptions withRelevantFrom(double score) {
        return new ConvertOptions(name, valShare, seed, OptionalDouble.of(score));
    }

    String nameOf(Path input) {
        Path last = input.toAbsolutePath().normalize().getFileName();
        return name.orElseGet(() -> last == null ? "dataset" : last.toString().replaceFirst("(?<=.)\\.[a-z]+$", ""));
    }
}
