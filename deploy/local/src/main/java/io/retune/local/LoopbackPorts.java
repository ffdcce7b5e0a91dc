package io.retune.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds ports of 127.0.0.1 on which nothing listens. */
public final class LoopbackPorts {
    /** The only address on which a local server listens. */
    public static final String HOST = "127.0.0.1";

    private static final byte[] ADDRESS = {127, 0, 0, 1};

    private LoopbackPorts() {}

    /**
     * Chooses a port for each wish, all different.
     *
     * @param wishes per port to choose: the ports to try, in this order; any free one where none of them is free
     * @return a port per wish, in the order of the wishes; nothing holds them back from others until they are used
     * @throws LocalException if the system has no free port
     */
    public static List<Integer> choose(List<List<Integer>> wishes) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (List<Integer> candidates : wishes) {
                taken.add(firstFree(candidates));
            }
            return taken.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new LocalException(HOST + ": no free port (" + e + "); end programs that hold many of them", e);
        } finally {
            taken.forEach(LoopbackPorts::close);
        }
    }

    private static ServerSocket firstFree(List<Integer> candidates) throws IOException {
        for (int port : candidates) {
            try {
                return listen(port);
            } catch (IOException portTaken) {
                // The next candidate may be free.
            }
        }
        return listen(0);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), port));
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LocalException(HOST + ":" + socket.getLocalPort() + ": cannot be closed (" + e + ")", e);
        }
    }
}
