package io.retune.ring.channel;

import io.quarkus.runtime.StartupEvent;
import io.retune.events.EventException;
import io.retune.events.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Creates or verifies the topics as soon as the broker answers; not ready before. Watches the parent if told so. */
@ApplicationScoped
@Readiness
public class RingStart implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(RingStart.class);
    private static final long PAUSE_SECONDS = 2;
    /** A stage in its middle takes ten seconds, and more on a busy machine, to leave its groups in order. */
    private static final Duration TIME_TO_END = Duration.ofSeconds(30);

    private final RetuneConfig config;
    private final Map<String, Object> connection;
    private final String brokers;
    private volatile String problem = "the broker has not answered yet";

    RingStart(
            RetuneConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        this.config = config;
        this.connection = Map.copyOf(connection);
        this.brokers = brokers;
    }

    void start(@Observes StartupEvent event) {
        Thread topics = new Thread(this::ensureTopics, "topics");
        topics.setDaemon(true);
        topics.start();
        if (config.parentWatch()) {
            ParentWatch.start(TIME_TO_END);
        }
    }

    private void ensureTopics() {
        try {
            while (!tryEnsureTopics()) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS); // between two attempts to reach a broker
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryEnsureTopics() throws InterruptedException {
        try (Admin admin = Admin.create(connection)) {
            Topics.ensure(admin, config.replication());
            problem = "";
            return true;
        } catch (ExecutionException | KafkaException e) {
            problem = "the broker at " + brokers + " does not answer: " + (e.getCause() == null ? e : e.getCause());
            LOG.warn(problem);
        } catch (EventException e) {
            problem = e.getMessage();
            LOG.error(problem);
        }
        return false;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics")
                .status(problem.isEmpty())
                .withData("problem", problem)
                .build();
    }
}
