package io.retune.embed.deployment;

import io.quarkus.scheduler.Scheduled;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.GenerationCollections;
import io.retune.embed.generation.Generations;
import io.retune.embed.generation.IndexName;
import io.retune.embed.model.ServedModels;
import io.retune.events.Deployment;
import io.retune.events.EventCodec;
import io.retune.events.Topic;
import io.retune.ring.Patience;
import io.retune.ring.Publisher;
import io.retune.vectors.VectorStore;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Says what is live and changes it. The record in the store decides; the topic tells everybody; the alias follows. A
 * process that dies in between leaves an alias that {@link #repair} moves.
 */
@ApplicationScoped
public class Deployments {
    private static final Logger LOG = Logger.getLogger(Deployments.class);

    private final DeploymentRecords records;
    private final Publisher publisher;
    private final VectorStore vectors;
    private final ServedModels models;
    private final Generations generations;
    private final GenerationCollections collections;
    private final Map<String, Deployment> live = new ConcurrentHashMap<>();
    private final Map<String, Long> announced = new ConcurrentHashMap<>();

    Deployments(
            DeploymentRecords records,
            Publisher publisher,
            VectorStore vectors,
            ServedModels models,
            Generations generations,
            GenerationCollections collections) {
        this.records = records;
        this.publisher = publisher;
        this.vectors = vectors;
        this.models = models;
        this.generations = generations;
        this.collections = collections;
    }

    @PostConstruct
    void load() {
        records.indexes().forEach(index -> records.latest(index).ifPresent(this::accept));
    }

    /** What this process knows to be live; {@link DeploymentRecords} knows more by the blink of an eye. */
    public Collection<Deployment> live() {
        return List.copyOf(live.values());
    }

    /** What this process knows to be live on an index. */
    public Optional<Deployment> live(String index) {
        return Optional.ofNullable(live.get(index));
    }

    /** Takes note of a deployment; an earlier one than is known changes nothing. */
    public void accept(Deployment deployment) {
        live.merge(deployment.index(), deployment, (a, b) -> b.sequence() > a.sequence() ? b : a);
        models.expectLive(
                (int) live.values().stream().map(Deployment::model).distinct().count());
    }

    /**
     * Makes a generation live.
     *
     * @param previous what must be live for the change to apply; empty: nothing
     * @throws Superseded if something else is
     * @throws GenerationGone if the generation is no longer there
     */
    public Deployment deploy(
            Generation generation, Optional<String> previous, Deployment.Reason reason, Optional<String> run) {
        String index = generation.index();
        Optional<Deployment> latest = records.latest(index);
        if (!latest.map(Deployment::generation).equals(previous)) {
            throw superseded(index, previous);
        }
        Deployment deployment = new Deployment(
                index,
                latest.map(Deployment::sequence).orElse(0L) + 1,
                generation.name(),
                generation.model(),
                generation.passageIdentity(),
                previous,
                reason,
                run,
                Instant.now());
        models.warmUp(generation.model());
        if (generations.find(index, generation.name()).isEmpty() || !collections.exists(generation)) {
            throw new GenerationGone(generation);
        }
        if (!records.create(deployment)) {
            throw superseded(index, previous);
        }
        LOG.infof("index %s: generation %s is live (%s)", index, deployment.generation(), reason.label());
        accept(deployment);
        follow(index);
        return deployment;
    }

    /** The record has decided; what follows from it may be late, and {@link #repair} sees to it. */
    private void follow(String index) {
        try {
            moveAlias(index);
            announce(records.latest(index).orElseThrow());
        } catch (RuntimeException e) {
            LOG.warnf("index %s: alias and announcement follow in a while: %s", index, Patience.describe(e));
        }
    }

    Superseded superseded(String index, Optional<String> expected) {
        String found = records.latest(index).map(Deployment::generation).orElse("none");
        return new Superseded(index, expected.orElse("none"), found);
    }

    /** Tells everybody once, and after a start again: those who hear it twice take no harm. */
    private void announce(Deployment deployment) {
        if (announced.getOrDefault(deployment.index(), 0L) < deployment.sequence()) {
            publisher.publish(Topic.DEPLOYMENTS, deployment.index(), EventCodec.write(deployment));
            announced.merge(deployment.index(), deployment.sequence(), Math::max);
        }
    }

    /** Somebody says that an index has changed: the store knows how. */
    void refresh(String index) {
        records.latest(index).ifPresent(this::accept);
    }

    /** Whoever deploys meanwhile wins, whichever of the two moves the alias last. */
    private void moveAlias(String index) {
        Deployment target;
        do {
            target = records.latest(index).orElseThrow();
            vectors.setAlias(index, collection(target));
        } while (records.latest(index).orElseThrow().sequence() != target.sequence());
    }

    /** Moves aliases and announces what a process that died did not, or what could not be while something was away. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void repair() {
        for (String index : records.indexes()) {
            try {
                repair(index);
            } catch (RuntimeException e) {
                LOG.warnf("index %s: alias and announcement follow in a while: %s", index, Patience.describe(e));
            }
        }
    }

    private void repair(String index) {
        Deployment latest = records.latest(index).orElseThrow();
        accept(latest);
        announce(latest);
        if (!collection(latest).equals(vectors.aliases().get(index))) {
            LOG.infof("index %s: its alias is moved to generation %s", index, latest.generation());
            moveAlias(index);
        }
    }

    private static String collection(Deployment deployment) {
        return IndexName.collection(deployment.index(), deployment.generation());
    }
}
