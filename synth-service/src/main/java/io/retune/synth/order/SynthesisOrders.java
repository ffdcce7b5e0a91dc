package io.retune.synth.order;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.retune.ring.channel.Ring;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Takes orders on and does them, one after the other. */
@ApplicationScoped
public class SynthesisOrders {
    private static final Logger LOG = Logger.getLogger(SynthesisOrders.class);
    private static final int QUEUE = 16;
    private static final int ATTEMPTS = 3;
    private static final long STOPPING_SECONDS = 30;
    /** After {@link Ring} has said that the process is stopping. */
    private static final int AFTER_RING = 2;

    private final OrderRecords records;
    private final AcceptedOrders accepted;
    private final SynthesisWork work;
    private final Ring ring;
    private final Map<String, String> progress = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> new Thread(task, "synthesis-orders"));

    SynthesisOrders(OrderRecords records, AcceptedOrders accepted, SynthesisWork work, Ring ring) {
        this.records = records;
        this.accepted = accepted;
        this.work = work;
        this.ring = ring;
    }

    /** Goes on with what an earlier process left. */
    void resume(@Observes StartupEvent event) {
        for (String id : accepted.all()) {
            Optional<SynthesisOrder> order = records.order(id);
            if (order.isPresent() && !isOver(id)) {
                worker.execute(() -> run(order.get()));
            } else {
                accepted.remove(id);
            }
        }
    }

    void stop(@Observes @Priority(AFTER_RING) ShutdownEvent event) throws InterruptedException {
        worker.shutdown();
        worker.getQueue().clear();
        if (!worker.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
            LOG.warnf("a synthesis did not stop within %d s; it goes on after a restart", STOPPING_SECONDS);
        }
    }

    /**
     * Takes an order on.
     *
     * @return false if too many wait already; nothing is left behind then
     */
    public boolean accept(SynthesisOrder order) {
        accepted.add(order.id());
        records.request(order);
        try {
            worker.execute(() -> run(order));
            return true;
        } catch (RejectedExecutionException e) {
            records.forget(order.id());
            accepted.remove(order.id());
            return false;
        }
    }

    /** An order, whichever replica took it on. */
    public Optional<SynthesisView> find(String id) {
        return records.order(id).map(order -> {
            Optional<SynthesisView.Result> result = records.result(id);
            Optional<String> error = records.error(id);
            SynthesisView.State state = result.isPresent()
                    ? SynthesisView.State.DONE
                    : error.isPresent() ? SynthesisView.State.FAILED : SynthesisView.State.RUNNING;
            return SynthesisView.of(order, state, Optional.ofNullable(progress.get(id)), error, result);
        });
    }

    private void run(SynthesisOrder order) {
        String id = order.id();
        int attempt = records.begin(id);
        try {
            if (attempt > ATTEMPTS) {
                records.fail(
                        id,
                        "the process ended in the middle of this synthesis, " + ATTEMPTS
                                + " times; look into its log for what ended it (memory, a native fault)");
            } else {
                records.finish(id, work.perform(order, words -> progress.put(id, words), ring::isStopping));
            }
            accepted.remove(id);
        } catch (CancellationException stopped) {
            records.release(id, attempt);
            LOG.infof("synthesis %s goes on after a restart", id);
        } catch (RuntimeException e) {
            LOG.errorf(e, "synthesis %s failed", id);
            records.fail(id, e.getMessage() == null ? e.toString() : e.getMessage());
            accepted.remove(id);
        } finally {
            progress.remove(id);
        }
    }

    private boolean isOver(String id) {
        return records.result(id).isPresent() || records.error(id).isPresent();
    }
}
