package io.retune.local.child;

import io.retune.local.LocalException;
import io.retune.local.LoopbackPorts;
import java.util.concurrent.CountDownLatch;

/**
 * The {@code main} of a local server: reads {@link ServerArguments}, starts the server, prints {@value #READY} and its
 * address once it serves, and closes it when the process is asked to end.
 */
public final class ServerMain {
    /** What the line on standard output begins with that says the server serves; its address follows. */
    public static final String READY = "ready on ";

    private static final int CANNOT_START = 2;

    private ServerMain() {}

    /** A server that has been started. */
    public interface Server extends AutoCloseable {
        /** Its port on 127.0.0.1. */
        int port();

        @Override
        void close();
    }

    /** How a server is started. */
    @FunctionalInterface
    public interface Start {
        /** Returns when the server serves. */
        Server start(ServerArguments arguments);
    }

    /** Runs until the process is asked to end; exit status 2 with one line on standard error if it cannot start. */
    public static void run(Start start, String... arguments) throws InterruptedException {
        try {
            serve(start, ServerArguments.parse(arguments));
        } catch (LocalException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(CANNOT_START);
        }
    }

    private static void serve(Start start, ServerArguments arguments) throws InterruptedException {
        if (arguments.parentWatch()) {
            ParentWatch.start();
        }
        Server server = start.start(arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        System.out.println(READY + LoopbackPorts.HOST + ":" + server.port());
        // The server's threads may all be daemons, which would not keep the process alive.
        new CountDownLatch(1).await();
    }
}
