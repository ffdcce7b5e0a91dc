package io.retune.cli.service;

import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.Service;
import io.retune.local.stack.StackState;
import java.net.URI;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the services are: at {@code RETUNE_URL_SYNTH}, {@code _EMBED}, {@code _TRAIN} and {@code _EVAL} where these are
 * set, else in the stack that runs in the home folder.
 */
public final class ServiceAddresses {
    private static final String PREFIX = "RETUNE_URL_";

    private final Map<Service, URI> addresses = new EnumMap<>(Service.class);
    private final String home;

    private ServiceAddresses(String home) {
        this.home = home;
    }

    /**
     * Looks around.
     *
     * @throws InputException if there is neither a stack nor an address, or an address cannot be one
     */
    public static ServiceAddresses of(Session session) {
        return find(session)
                .orElseThrow(() -> new InputException(
                        "no stack runs in " + session.home().folder() + "; start one with: retune up"));
    }

    /**
     * Looks around.
     *
     * @return empty where there is neither a stack nor an address
     * @throws InputException if an address cannot be one
     */
    public static Optional<ServiceAddresses> find(Session session) {
        ServiceAddresses found = new ServiceAddresses(session.home().folder().toString());
        Optional<StackState> stack = LocalStack.running(session.home().folder());
        for (Service service : Service.values()) {
            String stated = session.environment().getOrDefault(variable(service), "");
            Optional<URI> address = stated.isEmpty()
                    ? stack.flatMap(running -> running.address(service))
                    : Optional.of(parse(variable(service), stated));
            address.ifPresent(uri -> found.addresses.put(service, uri));
        }
        return Optional.of(found).filter(addresses -> !addresses.addresses.isEmpty());
    }

    /**
     * The address of a service, without a slash at its end.
     *
     * @throws InputException if nobody said it
     */
    public URI of(Service service) {
        URI address = addresses.get(service);
        if (address == null) {
            throw new InputException(variable(service) + ": not set, and no stack runs in " + home
                    + "; expected the address of the " + service.childName() + " service; set it");
        }
        return address;
    }

    /** Those that are known. */
    public Map<Service, URI> all() {
        return Collections.unmodifiableMap(addresses);
    }

    private static String variable(Service service) {
        return PREFIX + service.name();
    }

    private static URI parse(String variable, String stated) {
        try {
            URI address = URI.create(stated.replaceFirst("/+$", ""));
            if (address.getHost() != null && address.getScheme().matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below, as every other address that is none.
        }
        throw new InputException(variable + ": found \"" + stated + "\", expected an address such as"
                + " http://localhost:8084; correct it or unset it");
    }
}
