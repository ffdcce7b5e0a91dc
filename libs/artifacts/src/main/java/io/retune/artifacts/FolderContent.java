package io.retune.artifacts;

import java.io.IOException;
import java.nio.file.Path;

/** What fills the folder of a new artifact. */
@FunctionalInterface
public interface FolderContent {
    /**
     * Writes regular files, in subfolders too, into a folder.
     *
     * @param folder exists, is empty and is seen by nobody else
     * @throws IOException if a file cannot be written; nothing is published then
     */
    void writeTo(Path folder) throws IOException;
}
