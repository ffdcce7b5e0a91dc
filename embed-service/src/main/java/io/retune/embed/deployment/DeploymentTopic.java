package io.retune.embed.deployment;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.retune.embed.log.BrokerClients;
import io.retune.embed.log.RefusedRecords;
import io.retune.embed.log.TopicFollower;
import io.retune.events.Deployment;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Topic;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears from the topic what other replicas deploy. */
@ApplicationScoped
public class DeploymentTopic {
    private final Deployments deployments;
    private final DeploymentRecords records;
    private final RefusedRecords refused;
    private final TopicFollower follower;

    DeploymentTopic(Deployments deployments, DeploymentRecords records, RefusedRecords refused, BrokerClients clients) {
        this.deployments = deployments;
        this.records = records;
        this.refused = refused;
        this.follower = new TopicFollower(clients, Topic.DEPLOYMENTS, this::read);
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(
                () -> {
                    announceLatest();
                    follower.run();
                },
                "deployments");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes @Priority(2) ShutdownEvent event) {
        follower.stop();
    }

    /** A process may have died after its deployment was recorded and before it was told. */
    private void announceLatest() {
        records.indexes().forEach(index -> records.latest(index).ifPresent(deployments::announce));
    }

    private void read(ConsumerRecord<String, String> record) {
        if (record.value() == null) {
            return; // somebody removed a key; what is live stands in the store
        }
        try {
            deployments.accept(EventCodec.read(record.value(), Deployment.class));
        } catch (EventException e) {
            refused.refuse(record, e.getMessage());
        }
    }
}
