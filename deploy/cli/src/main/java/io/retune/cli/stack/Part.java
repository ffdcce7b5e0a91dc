package io.retune.cli.stack;

import io.retune.local.LoopbackPorts;
import io.retune.local.stack.Service;
import io.retune.local.stack.StackState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A part of an installation, as it is now.
 *
 * @param name {@code kafka}, {@code qdrant}, {@code synth}, {@code embed}, {@code train} or {@code eval}
 * @param ready whether it can serve
 * @param address where
 * @param pid of its process, if it is one of the stack's and runs
 * @param log file of what it prints, if it is one of the stack's
 */
record Part(String name, boolean ready, String address, Optional<Long> pid, Optional<String> log) {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** A child of the stack on this machine. */
    static Part of(StackState.ChildState child, Map<Service, URI> services) {
        Optional<URI> service = Arrays.stream(Service.values())
                .filter(candidate -> candidate.childName().equals(child.name()))
                .findFirst()
                .map(services::get);
        return new Part(
                child.name(),
                service.map(Part::answersReady).orElseGet(() -> listens(child.port())),
                LoopbackPorts.HOST + ":" + child.port(),
                child.process().flatMap(mark -> mark.find().map(ProcessHandle::pid)),
                Optional.of(child.log().toString()));
    }

    /** A service somewhere. */
    static Part of(Service service, URI address) {
        return new Part(
                service.childName(), answersReady(address), address.toString(), Optional.empty(), Optional.empty());
    }

    private static boolean answersReady(URI address) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                .timeout(LIMIT)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException down) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LIMIT.toMillis());
            return true;
        } catch (IOException down) {
            return false;
        }
    }
}
