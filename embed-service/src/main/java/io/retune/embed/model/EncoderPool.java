package io.retune.embed.model;

import io.retune.events.ModelReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** A few open encoders: a further one takes the place of the one that nobody has used for longest. */
final class EncoderPool implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EncoderPool.class);
    private static final float LOAD = 0.75f;

    private final Function<ModelReference, SharedEncoder> opener;
    /** In the order of last use. */
    private final Map<ModelReference, Entry> entries = new LinkedHashMap<>(16, LOAD, true);

    private int capacity;
    private boolean closed;

    EncoderPool(int capacity, Function<ModelReference, SharedEncoder> opener) {
        this.capacity = capacity;
        this.opener = opener;
    }

    /** An encoder, opened where it is not open yet, until the lease is closed. */
    EncoderLease lease(ModelReference model) {
        Entry entry;
        synchronized (entries) {
            requireOpen();
            entry = entries.computeIfAbsent(model, absent -> new Entry());
            entry.users++;
        }
        try {
            SharedEncoder encoder = entry.encoder(model);
            closeIdle();
            return new EncoderLease(encoder, () -> release(entry));
        } catch (RuntimeException | Error e) {
            forget(model, entry);
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the encoders are closed: the service stops");
        }
    }

    void setCapacity(int encoders) {
        synchronized (entries) {
            capacity = encoders;
        }
    }

    Duration longestTurn() {
        synchronized (entries) {
            return entries.values().stream()
                    .filter(entry -> entry.opened != null)
                    .map(entry -> entry.opened.busyFor())
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }
    }

    private void release(Entry entry) {
        synchronized (entries) {
            entry.users--;
        }
        closeIdle();
    }

    private void forget(ModelReference model, Entry entry) {
        synchronized (entries) {
            entry.users--;
            if (entry.users == 0) {
                entries.remove(model, entry);
            }
        }
    }

    private void closeIdle() {
        List<Entry> idle = new ArrayList<>();
        synchronized (entries) {
            Iterator<Entry> oldestFirst = entries.values().iterator();
            int surplus = entries.size() - capacity;
            while (surplus > 0 && oldestFirst.hasNext()) {
                Entry entry = oldestFirst.next();
                if (entry.users == 0) {
                    oldestFirst.remove();
                    idle.add(entry);
                    surplus--;
                }
            }
        }
        idle.forEach(EncoderPool::close);
    }

    @Override
    public void close() {
        List<Entry> all;
        synchronized (entries) {
            closed = true;
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(EncoderPool::close);
    }

    private static void close(Entry entry) {
        try {
            entry.close();
        } catch (RuntimeException e) { // nobody who waits for another model can help that
            LOG.error("a model was closed, but its vector cache not as it should be", e);
        }
    }

    private final class Entry {
        /** Guarded by {@link #entries}. */
        private int users;

        private volatile SharedEncoder opened;

        /** Others that want the same model wait here, and nobody else does. */
        synchronized SharedEncoder encoder(ModelReference model) {
            if (opened == null) {
                synchronized (entries) {
                    requireOpen(); // nobody would close what is opened now
                }
                opened = opener.apply(model);
            }
            return opened;
        }

        synchronized void close() {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
