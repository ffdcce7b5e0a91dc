package io.retune.local.qdrant;

import io.retune.vectors.QdrantAddress;
import io.retune.vectors.VectorStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What libs/vectors expects of a Qdrant, asked of the local one. */
class VectorStoreTest extends VectorStoreContract {
    @TempDir
    static Path folder;

    private static LocalQdrant qdrant;

    @BeforeAll
    static void start() {
        qdrant = LocalQdrant.start(folder, "127.0.0.1", 0);
    }

    @AfterAll
    static void close() {
        qdrant.close();
    }

    @Override
    protected QdrantAddress address() {
        return QdrantAddress.plain("127.0.0.1", qdrant.port());
    }
}
