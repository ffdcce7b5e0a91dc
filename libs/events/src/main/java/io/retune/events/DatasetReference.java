package io.retune.events;

/**
 * A data set that cannot change.
 *
 * @param name what reports call it
 * @param artifact its key in the artifact store, {@code datasets/<sha256>}
 */
public record DatasetReference(String name, String artifact) {
    /** The file inside the artifact's folder. */
    public static final String FILE = "dataset.json";
    /** The kind of artifact. */
    public static final String KIND = "datasets";

    /** Validates both. */
    public DatasetReference {
        Checks.present(name, "dataset.name");
        Checks.present(artifact, "dataset.artifact");
        Checks.holds(artifact.startsWith(KIND + "/"), "dataset.artifact", artifact, KIND + "/<sha256>");
    }
}
