package io.retune.cli.evaluate;

import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.metrics.gate.Look;
import io.retune.metrics.gate.LookLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The ledger of looks in the home folder. Splits that train or select may be looked at without being counted. */
public final class Looks {
    private static final Set<String> UNCOUNTED = Set.of(RagDataset.TRAIN, RagDataset.DEV);

    private final Path file;

    private Looks(Path file) {
        this.file = file;
    }

    /**
     * The session's ledger; a damaged or unwritable one is noticed here, before the work.
     *
     * @throws InputException if looks could not be written down
     */
    public static Looks open(Session session) {
        Looks looks = new Looks(session.home().ledger());
        Path folder = looks.file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(Files.exists(looks.file) ? looks.file : folder)) {
                throw new InputException(looks.file + ": this user may not write it; expected a ledger of looks that"
                        + " can grow; change its permissions or set RETUNE_HOME");
            }
            new LookLedger(looks.file).all();
            return looks;
        } catch (IOException e) {
            throw looks.unusable(e);
        }
    }

    /**
     * Writes a look down.
     *
     * @param candidate absent where one model was evaluated
     * @param purpose see {@link Look#purpose}
     * @return how often these queries have been looked at, this time included; 0 for a split that is not counted
     */
    public long add(
            RagDataset dataset, String split, ModelIdentity base, Optional<ModelIdentity> candidate, String purpose) {
        if (UNCOUNTED.contains(split)) {
            return 0;
        }
        Look look = new Look(
                Instant.now(),
                dataset.name(),
                "sha256:" + dataset.splitDigest(split),
                base.passage(),
                candidate.map(ModelIdentity::passage).orElse(null),
                purpose);
        try {
            return new LookLedger(file).append(look);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** A number of looks in words. */
    public static String describe(long looks) {
        return looks == 0 ? "not counted for this split" : Amounts.count(looks) + " at these queries so far";
    }

    private InputException unusable(IOException cause) {
        String reason = cause.getMessage();
        return new InputException(
                reason.startsWith(file.toAbsolutePath().toString())
                        ? reason
                        : file + ": the ledger of looks cannot be used (" + cause
                                + "); expected a file that can grow; set RETUNE_HOME",
                cause);
    }
}
