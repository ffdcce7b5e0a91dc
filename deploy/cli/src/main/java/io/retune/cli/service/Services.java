package io.retune.cli.service;

import io.retune.cli.Session;
import io.retune.cli.console.Console;
import io.retune.local.stack.Service;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Clients of the services of one installation. */
public final class Services {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Function<Service, URI> addresses;
    private final Duration patience;
    private final Console console;

    private Services(Function<Service, URI> addresses, Duration patience, Console console) {
        this.addresses = addresses;
        this.patience = patience;
        this.console = console;
    }

    /**
     * Those that the session's surroundings name, see {@link ServiceAddresses}. One that is away for a moment is waited
     * for.
     *
     * @throws io.retune.cli.InputException if there is no installation
     */
    public static Services of(Session session) {
        return at(ServiceAddresses.of(session)::of, session.console());
    }

    /** Those that the session's surroundings name, if they name any. */
    public static Optional<Services> find(Session session) {
        return ServiceAddresses.find(session).map(addresses -> at(addresses::of, session.console()));
    }

    /** Those at given addresses. One that is away for a moment is waited for. */
    public static Services at(Function<Service, URI> addresses, Console console) {
        return new Services(addresses, PATIENCE, console);
    }

    /** The same; one that is away is not waited for. */
    public Services impatient() {
        return new Services(addresses, Duration.ZERO, console);
    }

    /** Data sets. */
    public SynthClient synth() {
        return new SynthClient(client(Service.SYNTH));
    }

    /** Indexes and search. */
    public EmbedClient embed() {
        return new EmbedClient(client(Service.EMBED));
    }

    /** Runs. */
    public EvalClient eval() {
        return new EvalClient(client(Service.EVAL));
    }

    private ServiceClient client(Service service) {
        return new ServiceClient(service, addresses.apply(service), patience, console);
    }
}
