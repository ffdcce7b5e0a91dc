package io.retune.vectors;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract against a real Qdrant, where there is one. */
@EnabledIfEnvironmentVariable(
        named = "RETUNE_TEST_QDRANT",
        matches = ".+:\\d+",
        disabledReason = "set RETUNE_TEST_QDRANT=host:port (the gRPC port) to test against a real Qdrant")
class RealQdrantTest extends VectorStoreContract {
    @Override
    protected QdrantAddress address() {
        String value = System.getenv("RETUNE_TEST_QDRANT");
        int colon = value.lastIndexOf(':');
        return QdrantAddress.plain(value.substring(0, colon), Integer.parseInt(value.substring(colon + 1)));
    }
}
