package io.retune.ring.background;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Does what a process was asked for, one after the other. The names of what it took on are kept in a folder until {@link
 * #finish}: a restart goes on with them. What they stand for is in the artifact store, where every replica sees it.
 */
public final class BackgroundQueue {
    /** How many may wait before another is accepted. */
    public static final int CAPACITY = 16;

    private static final Logger LOG = Logger.getLogger(BackgroundQueue.class);
    private static final long STOPPING_SECONDS = 30;

    private final String what;
    private final AcceptedNames accepted;
    private final ThreadPoolExecutor worker;

    /**
     * Nothing begins before {@link #resume} or {@link #accept}.
     *
     * @param what is done, in one word: of the thread and in the log
     * @param folder of this process; made when it is needed
     */
    public BackgroundQueue(String what, Path folder) {
        this.what = what;
        this.accepted = new AcceptedNames(folder);
        this.worker = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, what));
    }

    /**
     * Goes on with what an earlier process left, however much that is.
     *
     * @param work that a name stands for; empty: it is over, or was never recorded
     */
    public void resume(Function<String, Optional<Runnable>> work) {
        for (String name : accepted.all()) {
            work.apply(name).ifPresentOrElse(worker::execute, () -> finish(name));
        }
    }

    /**
     * Takes work on: keeps its name, records it, and does it when its turn comes.
     *
     * @param record makes it known; done after the name is kept, so that nothing known is forgotten
     * @return false if too many wait already; the record is then to be taken back, the name is
     */
    public boolean accept(String name, Runnable record, Runnable work) {
        accepted.add(name);
        record.run();
        if (enqueue(work)) {
            return true;
        }
        finish(name);
        return false;
    }

    private synchronized boolean enqueue(Runnable work) {
        if (worker.isShutdown() || worker.getQueue().size() >= CAPACITY) {
            return false;
        }
        worker.execute(work);
        return true;
    }

    /** A restart does not go on with it: it is done, or given up. */
    public void finish(String name) {
        accepted.remove(name);
    }

    private synchronized void shutdown() {
        worker.shutdown();
        worker.getQueue().clear();
    }

    /** Waits half a minute for the work under way, which has been told to stop; what waits begins after a restart. */
    public void stop() throws InterruptedException {
        shutdown();
        if (!worker.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
            LOG.warnf("%s: did not stop within %d s; goes on after a restart", what, STOPPING_SECONDS);
        }
    }
}
