package io.retune.embed.generation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.retune.embed.model.ServedModels;
import io.retune.ring.channel.BrokerClients;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sees to it that every generation that has a record is followed, and no other. */
@ApplicationScoped
public class Followers {
    private static final int STOP_MILLIS = 10_000;
    private static final int FAULTS = 3;

    private final Generations generations;
    private final GenerationFollower.Parts parts;
    private final ServedModels models;
    private final MeterRegistry meters;
    private final Map<String, Watched> followers = new HashMap<>();
    private boolean stopping;

    Followers(
            Generations generations,
            BrokerClients clients,
            GenerationCollections collections,
            DocumentApplier applier,
            ServedModels models,
            MeterRegistry meters) {
        this.generations = generations;
        this.parts = new GenerationFollower.Parts(clients, collections, applier);
        this.models = models;
        this.meters = meters;
    }

    /** Starts followers that are missing or have died, and stops those whose generation is gone. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void reconcile() {
        synchronized (followers) {
            if (stopping) {
                return;
            }
            // Read in here: one who has read before would start again what another has just ended.
            Map<String, Generation> wanted =
                    generations.all().stream().collect(Collectors.toMap(Generation::collection, Function.identity()));
            models.expectFollowed((int)
                    wanted.values().stream().map(Generation::model).distinct().count());
            wanted.forEach((collection, generation) -> followers
                    .computeIfAbsent(collection, absent -> new Watched(generation))
                    .ensureRunning());
            followers
                    .values()
                    .removeIf(watched -> !wanted.containsKey(watched.generation.collection()) && watched.end());
        }
    }

    /** Why following a generation fails again and again in this process; empty if it does not. */
    public Optional<String> fault(Generation generation) {
        synchronized (followers) {
            Watched watched = followers.get(generation.collection());
            boolean fails = watched != null && watched.faults >= FAULTS && !watched.follower.works();
            return fails ? Optional.of(watched.lastFault) : Optional.empty();
        }
    }

    void stop(@Observes @Priority(2) ShutdownEvent event) throws InterruptedException {
        List<Watched> all;
        synchronized (followers) {
            stopping = true;
            all = List.copyOf(followers.values());
        }
        all.forEach(Watched::end);
        for (Watched watched : all) {
            watched.thread.join(STOP_MILLIS);
        }
    }

    /** A follower, again and again. */
    private final class Watched {
        private final Generation generation;
        private final Gauge gauge;
        private volatile GenerationFollower follower;
        private Thread thread;
        private int faults;
        private String lastFault = "";

        Watched(Generation generation) {
            this.generation = generation;
            this.gauge = Gauge.builder("retune.follower.lag", this, Watched::lag)
                    .description(
                            "Records of the documents log that are still to be applied, of this process' partitions")
                    .tag("index", generation.index())
                    .tag("generation", generation.name())
                    .register(meters);
        }

        void ensureRunning() {
            if (thread != null && thread.isAlive()) {
                return;
            }
            if (thread != null) {
                note(follower);
            }
            follower = new GenerationFollower(generation, parts);
            thread = new Thread(follower, "follower-" + generation.collection());
            thread.setDaemon(true);
            thread.start();
        }

        private void note(GenerationFollower ended) {
            faults = ended.works() ? 1 : faults + 1;
            lastFault = ended.fault() == null
                    ? "its thread ended"
                    : String.valueOf(ended.fault().getMessage());
        }

        double lag() {
            GenerationFollower current = follower;
            return current == null ? 0 : current.lag();
        }

        boolean end() {
            meters.remove(gauge);
            if (follower != null) {
                follower.stop();
            }
            return true;
        }
    }
}
