package io.retune.synth.order;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.retune.ring.background.BackgroundQueue;
import io.retune.ring.channel.RetuneConfig;
import io.retune.ring.channel.Ring;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Takes orders on and does them, one after the other. */
@ApplicationScoped
public class SynthesisOrders {
    private static final Logger LOG = Logger.getLogger(SynthesisOrders.class);
    private static final int ATTEMPTS = 3;
    /** After {@link Ring} has said that the process is stopping. */
    private static final int AFTER_RING = 2;

    private final OrderRecords records;
    private final SynthesisWork work;
    private final Ring ring;
    private final Map<String, String> progress = new ConcurrentHashMap<>();
    private final BackgroundQueue queue;

    SynthesisOrders(OrderRecords records, SynthesisWork work, Ring ring, RetuneConfig config) {
        this.records = records;
        this.work = work;
        this.ring = ring;
        this.queue = new BackgroundQueue(
                "synthesis-orders",
                config.home().toAbsolutePath().resolve("synthesis").resolve("orders"));
    }

    /** Goes on with what an earlier process left. */
    void resume(@Observes StartupEvent event) {
        queue.resume(id -> records.order(id).filter(order -> !isOver(id)).map(order -> () -> run(order)));
    }

    void stop(@Observes @Priority(AFTER_RING) ShutdownEvent event) throws InterruptedException {
        queue.stop();
    }

    /**
     * Takes an order on.
     *
     * @return false if too many wait already; nothing is left behind then
     */
    public boolean accept(SynthesisOrder order) {
        boolean taken = queue.accept(order.id(), () -> records.request(order), () -> run(order));
        if (!taken) {
            records.forget(order.id());
        }
        return taken;
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
            queue.finish(id);
        } catch (CancellationException stopped) {
            records.release(id, attempt);
            LOG.infof("synthesis %s goes on after a restart", id);
        } catch (RuntimeException e) {
            LOG.errorf(e, "synthesis %s failed", id);
            records.fail(id, e.getMessage() == null ? e.toString() : e.getMessage());
            queue.finish(id);
        } finally {
            progress.remove(id);
        }
    }

    private boolean isOver(String id) {
        return records.result(id).isPresent() || records.error(id).isPresent();
    }
}
