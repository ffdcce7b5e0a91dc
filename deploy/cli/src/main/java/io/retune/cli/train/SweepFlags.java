package io.retune.cli.train;

import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.training.Method;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.SweepOptions;
import io.retune.training.search.EncodedSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags behind {@link SweepOptions}, and the guards. */
public final class SweepFlags {
    @Option(
            names = "--guard",
            paramLabel = "G.json",
            description =
                    "A data set that must not suffer, measured on the queries that the gate does not judge by: its"
                            + " dev, a part of its train, or half of its val. With nudge only reported. Repeatable.")
    private List<Path> guards = new ArrayList<>();

    @OnlyWith({Method.FULL, Method.LORA})
    @Option(
            names = "--alphas",
            paramLabel = "SHARE",
            split = ",",
            description = "Points between the unchanged model (0) and the tuned one (1) that are measured, six at most;"
                    + " the one that is best on dev and holds every guard is written. Where none holds, the smallest is"
                    + " halved, twice at most. 1 alone: nothing between. Default: 0.25,0.5,0.75,1.")
    private List<Double> alphas;

    /** Reads the guards. */
    public List<RagDataset> guards() {
        return guards.stream().map(DatasetReader::read).toList();
    }

    /** Where the guards are. */
    public List<Path> guardPaths() {
        return guards;
    }

    /**
     * For a command that does not sweep.
     *
     * @throws InputException if one of these flags was given
     */
    public void requireUnused(String needed) {
        if (!guards.isEmpty() || alphas != null) {
            throw new InputException((guards.isEmpty() ? "--alphas" : "--guard") + ": has no effect without " + needed
                    + ", and nothing would be checked; add " + needed + " or leave the flag out");
        }
    }

    /** The base model's ranking of guards. */
    public static List<GuardSearch> search(List<RagDataset> guards, LoadedModel base) {
        return guards.stream()
                .map(guard -> new GuardSearch(guard, new EncodedSearch(base.vectors(), guard)))
                .toList();
    }

    /**
     * What the flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public SweepOptions options() {
        return alphas == null ? SweepOptions.DEFAULT : SweepOptions.DEFAULT.withAlphas(alphas);
    }
}
