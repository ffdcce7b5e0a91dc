package io.retune.local.stack;

import io.retune.local.LocalException;
import io.retune.local.stack.StackState.ChildState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A child process under supervision: whenever it ends without having been asked to, it is started again after a while
 * ({@link Backoff}). Safe for threads.
 */
public final class Child {
    /** A service in the middle of a stage takes ten seconds, and more on a busy machine, to leave its groups in order. */
    static final Duration TIME_TO_END = Duration.ofSeconds(30);
    // RETUNE_* are settings to a service, and these are not its.
    private static final Set<String> VARIABLES_OF_THE_LAUNCHER = Set.of("RETUNE_HOME", "RETUNE_JAVA_OPTS");
    private static final long POLL_MILLIS = 100;
    private static final long LARGEST_LOG_BYTES = 50_000_000;
    private static final int SHOWN_LINES = 20;

    /** Told by a child what happens to it. */
    interface Observer {
        /** A process has been started. */
        void began(Child child);

        /** The process is a new one in the place of one that ended by itself. */
        void restarted(Child child, int exitStatus, Duration waited);
    }

    private final ChildProgram program;
    private final LogFile log;
    private final Executor restarts;
    private final Observer observer;
    private final Backoff backoff = new Backoff();
    private boolean wanted;
    private Process process;
    private long begunAt;

    Child(ChildProgram program, LogFile log, Executor restarts, Observer observer) {
        this.program = program;
        this.log = log;
        this.restarts = restarts;
        this.observer = observer;
    }

    /** {@code kafka}, {@code qdrant} or {@link Service#childName()}. */
    public String name() {
        return program.name();
    }

    /** Its port on 127.0.0.1, the same for all of its processes. */
    public int port() {
        return program.port();
    }

    /** File of what its processes print. */
    public Path log() {
        return log.path();
    }

    /** Begins its log anew once that is larger than 50 MB. */
    void boundLog() {
        try {
            log.rotateAbove(LARGEST_LOG_BYTES);
        } catch (IOException e) {
            // The disk may be full; the next call tries again.
        }
    }

    /** Number of its process; empty while it is down. */
    public Optional<Long> pid() {
        return running().map(Process::pid);
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return running().isPresent();
    }

    /** Ends its process as {@code kill -9} does and returns when it is gone; a new one follows. */
    public void kill() throws InterruptedException {
        Optional<Process> victim = running();
        if (victim.isPresent()) {
            victim.get().destroyForcibly().waitFor();
        }
    }

    /** Ends its process in order; it stays down until {@link #resume}. */
    public void pause() throws InterruptedException {
        requestEnd();
        awaitEnd(TIME_TO_END);
    }

    /**
     * Starts a process unless one runs.
     *
     * @throws LocalException if the executable cannot be run
     */
    public void resume() {
        synchronized (this) {
            wanted = true;
            if (isAlive()) {
                return;
            }
            try {
                begin();
            } catch (IOException e) {
                throw new LocalException("%s: cannot be started (%s)".formatted(name(), e.getMessage()), e);
            }
        }
        observer.began(this);
    }

    /** Ends its process in order and starts another one. */
    public void restart() throws InterruptedException {
        pause();
        resume();
    }

    /** Whether its process runs and can serve. */
    public boolean isReady() {
        Optional<Process> before = running();
        return before.isPresent()
                && program.readiness().isReached(log)
                && running().equals(before);
    }

    /**
     * Waits until a process of its can serve, over restarts.
     *
     * @throws LocalException if none can when the time is over; with the last lines of its log
     */
    public void awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                throw notReady("is not ready after " + limit.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Waits until its first process can serve; if that ends, it is not worth another try. */
    void awaitFirstReady(Duration limit) throws InterruptedException {
        Process first;
        synchronized (this) {
            first = process;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (first.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw notReady("ended with status " + first.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw notReady("is not ready after " + limit.toSeconds() + " s");
            }
        }
    }

    private LocalException notReady(String what) {
        List<String> lines = log.tail(SHOWN_LINES);
        return new LocalException("%s %s; see %s, which ends:%n%s"
                .formatted(name(), what, log(), String.join(System.lineSeparator(), lines)));
    }

    /** Closes its standard input and sends SIGTERM. */
    void requestEnd() {
        Optional<Process> ending;
        synchronized (this) {
            wanted = false;
            ending = running();
        }
        ending.ifPresent(running -> {
            closeInput(running);
            running.destroy();
        });
    }

    /** After {@link #requestEnd}: SIGKILL when it has taken too long. */
    void awaitEnd(Duration limit) throws InterruptedException {
        Optional<Process> ending = running();
        if (ending.isPresent() && !ending.get().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            ending.get().destroyForcibly().waitFor();
        }
    }

    ChildState state() {
        return new ChildState(name(), running().map(running -> ProcessMark.of(running.toHandle())), port(), log());
    }

    private synchronized Optional<Process> running() {
        return Optional.ofNullable(process).filter(Process::isAlive);
    }

    private synchronized void begin() throws IOException {
        log.beginRun();
        ProcessBuilder builder = new ProcessBuilder(program.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeAll(VARIABLES_OF_THE_LAUNCHER);
        builder.environment().putAll(program.environment());
        process = builder.start();
        begunAt = System.nanoTime();
        CompletableFuture<Void> unused = process.onExit().thenAccept(this::ended);
    }

    private synchronized void ended(Process gone) {
        if (wanted && gone == process) {
            restartAfter(backoff.after(Duration.ofNanos(System.nanoTime() - begunAt)), gone);
        }
    }

    private void restartAfter(Duration wait, Process gone) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, restarts)
                .execute(() -> restart(gone, wait));
    }

    private void restart(Process gone, Duration waited) {
        synchronized (this) {
            if (!wanted || gone != process) {
                return;
            }
            try {
                begin();
            } catch (IOException e) {
                // Memory or handles may be short; the next attempt is the only remedy.
                restartAfter(backoff.after(Duration.ZERO), gone);
                return;
            }
        }
        observer.began(this);
        observer.restarted(this, gone.exitValue(), waited);
    }

    private static void closeInput(Process process) {
        try (OutputStream input = process.getOutputStream()) {
            input.flush();
        } catch (IOException e) {
            // Its end has been closed already.
        }
    }
}
