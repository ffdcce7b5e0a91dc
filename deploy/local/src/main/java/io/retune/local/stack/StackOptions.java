package io.retune.local.stack;

import io.retune.local.LocalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a stack is made of.
 *
 * @param root folder of the checkout, in which the services are built
 * @param home folder of the data, the logs and {@code stack.json}; one stack at a time may use it
 * @param java the executable that runs the children
 * @param kafka {@code HOST:PORT}, several separated by commas, of a Kafka to use; empty for one of the stack's own
 * @param qdrant {@code HOST:PORT} of a Qdrant to use, its gRPC port; empty for one of the stack's own
 * @param databaseUrl JDBC address of eval's database; empty for its own file
 * @param settings further configuration of all services, such as {@code retune.qdrant.api-key}; what names a key,
 *     password, secret or token is handed over in the environment, where the list of processes does not show it
 * @param readyWithin how long a child may take until it can serve
 */
public record StackOptions(
        Path root,
        Path home,
        Path java,
        Optional<String> kafka,
        Optional<String> qdrant,
        Optional<String> databaseUrl,
        Map<String, String> settings,
        Duration readyWithin) {
    private static final String ADDRESS = "([^\\s:,]+|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}";
    private static final Pattern ONE_ADDRESS = Pattern.compile(ADDRESS);
    private static final Pattern ADDRESSES = Pattern.compile(ADDRESS + "(," + ADDRESS + ")*");

    /** Makes paths absolute; refuses addresses that are not {@code HOST:PORT}. */
    public StackOptions {
        root = root.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
        require(kafka, ADDRESSES, "Kafka");
        require(qdrant, ONE_ADDRESS, "Qdrant");
        if (readyWithin.isNegative() || readyWithin.isZero()) {
            throw new LocalException("ready within: found %s; expected a positive duration".formatted(readyWithin));
        }
    }

    /** A stack with servers of its own, run by the Java of this process. */
    public static StackOptions of(Path root, Path home) {
        return new StackOptions(
                root,
                home,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Duration.ofMinutes(3));
    }

    /** The same with a Kafka that runs already, {@code HOST:PORT}, several separated by commas. */
    public StackOptions withKafka(String addresses) {
        return new StackOptions(root, home, java, Optional.of(addresses), qdrant, databaseUrl, settings, readyWithin);
    }

    /** The same with a Qdrant that runs already, {@code HOST:PORT} of its gRPC. */
    public StackOptions withQdrant(String address) {
        return new StackOptions(root, home, java, kafka, Optional.of(address), databaseUrl, settings, readyWithin);
    }

    /** The same with a database, such as {@code jdbc:postgresql://host/retune}. */
    public StackOptions withDatabase(String url) {
        return new StackOptions(root, home, java, kafka, qdrant, Optional.of(url), settings, readyWithin);
    }

    /** The same with a setting of all services more. */
    public StackOptions withSetting(String key, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value);
        return new StackOptions(root, home, java, kafka, qdrant, databaseUrl, more, readyWithin);
    }

    /** The same with another time until a child must be able to serve. */
    public StackOptions withReadyWithin(Duration limit) {
        return new StackOptions(root, home, java, kafka, qdrant, databaseUrl, settings, limit);
    }

    private static void require(Optional<String> address, Pattern expected, String server) {
        address.filter(found -> !expected.matcher(found).matches()).ifPresent(found -> {
            throw new LocalException(
                    "address of %s: found %s; expected HOST:PORT; correct it".formatted(server, found));
        });
    }
}
