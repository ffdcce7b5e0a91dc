package io.retune.local.stack;

import io.retune.local.LoopbackPorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code stack.json} says about a stack: who runs it, where its parts are.
 *
 * @param launcher the process that supervises the children
 * @param started when the stack was started
 * @param kafka {@code HOST:PORT} of its Kafka, the stack's own or not
 * @param qdrant {@code HOST:PORT} of its Qdrant, the stack's own or not
 * @param children its child processes, in the order in which they were started
 */
public record StackState(
        ProcessMark launcher, Instant started, String kafka, String qdrant, List<ChildState> children) {
    /**
     * A child process.
     *
     * @param name {@code kafka}, {@code qdrant} or {@link Service#childName()}
     * @param process empty while it is down
     * @param port on 127.0.0.1
     * @param log file of what it prints
     */
    public record ChildState(String name, Optional<ProcessMark> process, int port, Path log) {}

    /** Keeps a copy of the list. */
    public StackState {
        children = List.copyOf(children);
    }

    /** A child by name, if the stack has one. */
    public Optional<ChildState> child(String name) {
        return children.stream().filter(child -> child.name().equals(name)).findFirst();
    }

    /** The address of a service: {@code http://127.0.0.1:8082}. */
    public Optional<URI> address(Service service) {
        return child(service.childName())
                .map(child -> URI.create("http://%s:%d".formatted(LoopbackPorts.HOST, child.port())));
    }
}
