package io.retune.synthesis.chat;

import io.retune.synthesis.Cancellation;
import io.retune.synthesis.PassageAnswer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Asks about many passages, a bounded number at a time. Whatever happens on the threads is told on the caller's, so that
 * store and listener need not be safe for threads; the caller also looks for cancellation. Closing interrupts all.
 */
final class RequestsInFlight implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final int limit;
    private final Cancellation cancellation;
    private final ExecutorService threads = Executors.newCachedThreadPool(named());
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private int running;

    RequestsInFlight(int limit, Cancellation cancellation) {
        this.limit = limit;
        this.cancellation = cancellation;
    }

    /** Gets the answer about a passage. */
    interface Question {
        PassageAnswer ask(String passageId) throws InterruptedException;
    }

    /** Threads that end with this object. */
    ExecutorService threads() {
        return threads;
    }

    /** Has something run on the caller's thread, soon. */
    void tell(Runnable event) {
        events.add(event);
    }

    /**
     * Asks about each passage.
     *
     * @param answered hears every answer as it comes
     * @throws CancellationException if the caller has lost interest or was interrupted
     */
    void forEach(List<String> passages, Question question, BiConsumer<String, PassageAnswer> answered) {
        Iterator<String> open = passages.iterator();
        while (open.hasNext() || running > 0) {
            cancellation.check();
            while (open.hasNext() && running < limit) {
                start(open.next(), question, answered);
            }
            next().run();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void start(String passage, Question question, BiConsumer<String, PassageAnswer> answered) {
        running++;
        threads.execute(() -> {
            try {
                PassageAnswer answer = question.ask(passage);
                tell(() -> {
                    running--;
                    answered.accept(passage, answer);
                });
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                tell(() -> rethrow(e));
            }
        });
    }

    /** What to do next; nothing, if it is time to look for cancellation first. */
    private Runnable next() {
        try {
            Runnable event = events.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            return event == null ? () -> {} : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("synthesis was interrupted; what is finished is kept");
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "synthesis-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
