package io.retune.vectors;

import java.util.Optional;

/**
 * Where a Qdrant server answers gRPC.
 *
 * @param host name or IP address
 * @param port the gRPC port, 6334 unless configured otherwise
 * @param tls whether the connection is encrypted, with the JVM's trust store
 * @param apiKey sent with every call
 */
public record QdrantAddress(String host, int port, boolean tls, Optional<String> apiKey) {
    private static final int LAST_PORT = 65_535;

    /** Checks that host, port and key can be used. */
    public QdrantAddress {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("Qdrant address: the host is missing; name one, such as localhost");
        }
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "Qdrant address: found port %d, expected 1 to %d; Qdrant's gRPC port is usually 6334"
                            .formatted(port, LAST_PORT));
        }
        if (apiKey == null || apiKey.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("Qdrant address: the API key is blank; set one or leave it out");
        }
    }

    /** An address without TLS and API key. */
    public static QdrantAddress plain(String host, int port) {
        return new QdrantAddress(host, port, false, Optional.empty());
    }

    /** {@code host:port}, for messages; the API key stays out of them. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
