package io.retune.local.stack;

import io.retune.local.FolderLock;
import io.retune.local.LocalException;
import io.retune.local.LoopbackPorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Retune on one machine: Kafka, Qdrant and the four services as child processes of this one, on 127.0.0.1.
 *
 * <p>A child that dies is started again; {@link #close}, Ctrl-C and the death of this process, {@code kill -9} included, end
 * them all. Data, logs ({@code logs/NAME.log}; what was before a start, or before 50 MB, is {@code .log.1}) and {@code stack.json} are in the home;
 * the next stack there goes on with the data and, where they are free, the same ports.
 */
public final class LocalStack implements AutoCloseable {
    private static final long LOG_SECONDS = 10;

    private final StackPlan plan;
    private final FolderLock lock;
    private final StackListener listener;
    private final StackFile file;
    private final Instant started = Instant.now();
    private final List<Child> servers;
    private final List<Child> services;
    /** Restarts children and keeps their logs in bounds. */
    private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    });

    private final Thread closeAtExit = new Thread(this::close, "close-stack");
    private boolean closed;

    private LocalStack(StackPlan plan, FolderLock lock, StackListener listener) {
        this.plan = plan;
        this.lock = lock;
        this.listener = listener;
        this.file = new StackFile(plan.options().home());
        this.servers = plan.servers().stream().map(this::child).toList();
        this.services = plan.services().stream().map(this::child).toList();
    }

    /**
     * Starts a stack and waits until all of it can serve.
     *
     * @param listener told of progress and of restarts
     * @throws LocalException if a stack runs in this home (the message names its process), a service has not been built, or
     *     a child does not get ready (with the end of its log); nothing is left running then
     */
    public static LocalStack start(StackOptions options, StackListener listener) throws InterruptedException {
        FolderLock lock = FolderLock.take(options.home());
        LocalStack stack;
        try {
            Optional<StackState> before = new StackFile(options.home()).read();
            if (before.isPresent()) {
                Leftovers.end(before.get());
            }
            stack = new LocalStack(StackPlan.of(options, Machine.current(), before), lock, listener);
        } catch (RuntimeException | InterruptedException e) {
            lock.close();
            throw e;
        }
        try {
            stack.startChildren();
            return stack;
        } catch (RuntimeException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    /** The stack that runs in a home, started by whatever process; empty if none does. */
    public static Optional<StackState> running(Path home) {
        return new StackFile(home.toAbsolutePath())
                .read()
                .filter(state -> state.launcher().find().isPresent());
    }

    private Child child(ChildProgram program) {
        LogFile log = new LogFile(plan.options().home().resolve("logs").resolve(program.name() + ".log"));
        return new Child(program, log, supervisor, new Child.Observer() {
            @Override
            public void began(Child child) {
                writeState();
            }

            @Override
            public void restarted(Child child, int exitStatus, Duration waited) {
                listener.restarted(child, exitStatus, waited);
            }
        });
    }

    private void startChildren() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        ScheduledFuture<?> unused = supervisor.scheduleWithFixedDelay(
                () -> children().forEach(Child::boundLog), LOG_SECONDS, LOG_SECONDS, TimeUnit.SECONDS);
        startAndAwait(servers);
        startAndAwait(services);
    }

    private void startAndAwait(List<Child> group) throws InterruptedException {
        long begun = System.nanoTime();
        for (Child child : group) {
            child.resume();
            listener.started(child);
        }
        for (Child child : group) {
            child.awaitFirstReady(plan.options().readyWithin());
            listener.ready(child, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private synchronized void writeState() {
        if (!closed) {
            file.write(state());
        }
    }

    /** What {@code stack.json} says at this moment. */
    public StackState state() {
        return new StackState(
                ProcessMark.of(ProcessHandle.current()),
                started,
                plan.kafkaAddress(),
                plan.qdrantAddress(),
                children().stream().map(Child::state).toList());
    }

    /** {@code HOST:PORT} of Kafka, the stack's own or not. */
    public String kafka() {
        return plan.kafkaAddress();
    }

    /** {@code HOST:PORT} of Qdrant's gRPC, the stack's own or not. */
    public String qdrant() {
        return plan.qdrantAddress();
    }

    /** The address of a service: {@code http://127.0.0.1:8082}. */
    public URI address(Service service) {
        return URI.create(
                "http://%s:%d".formatted(LoopbackPorts.HOST, child(service).port()));
    }

    /** The children, in the order in which they were started. */
    public List<Child> children() {
        List<Child> children = new ArrayList<>(servers);
        children.addAll(services);
        return children;
    }

    /**
     * A child by name: {@code kafka}, {@code qdrant}, {@code synth}, {@code embed}, {@code train} or {@code eval}.
     *
     * @throws LocalException if the stack has no such child
     */
    public Child child(String name) {
        return children().stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LocalException("%s: no child of this stack; expected one of %s"
                        .formatted(name, plan.ports().keySet())));
    }

    /** The child that runs a service. */
    public Child child(Service service) {
        return child(service.childName());
    }

    /** Ends all children, the services first, and returns when they are gone; a second call waits for the first. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervisor.shutdownNow();
        end(services);
        end(servers);
        lock.close();
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // This is the hook, or it waits for this call.
        }
    }

    private static void end(List<Child> group) {
        group.forEach(Child::requestEnd);
        boolean interrupted = false;
        for (Child child : group) {
            boolean ended = false;
            while (!ended) {
                try {
                    child.awaitEnd(Child.TIME_TO_END);
                    ended = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
