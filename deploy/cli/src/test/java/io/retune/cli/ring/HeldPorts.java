package io.retune.cli.ring;

import io.retune.local.stack.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The default ports of a stack, held so that the stack under test chooses others: a stack that somebody else starts on this
 * machine would take its place whenever one of its servers is stopped.
 */
final class HeldPorts {
    private static final int KAFKA = 9092;
    private static final int QDRANT = 6334;

    private final List<ServerSocket> sockets = new ArrayList<>();

    HeldPorts() {
        IntStream.concat(
                        IntStream.of(KAFKA, QDRANT), Stream.of(Service.values()).mapToInt(Service::defaultPort))
                .forEach(this::hold);
    }

    private void hold(int port) {
        try {
            sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException held) {
            // By somebody else: it cannot be chosen either.
        }
    }

    void release() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
