package io.retune.embed.deployment;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.retune.embed.log.TopicFollower;
import io.retune.events.Deployment;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Topic;
import io.retune.ring.channel.BrokerClients;
import io.retune.ring.channel.RefusedRecords;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears from the topic what other replicas deploy. */
@ApplicationScoped
public class DeploymentTopic {
    private final Deployments deployments;
    private final RefusedRecords refused;
    private final TopicFollower follower;

    DeploymentTopic(Deployments deployments, RefusedRecords refused, BrokerClients clients) {
        this.deployments = deployments;
        this.refused = refused;
        this.follower = new TopicFollower(clients, Topic.DEPLOYMENTS, this::read);
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(follower, "deployments");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes @Priority(2) ShutdownEvent event) {
        follower.stop();
    }

    private void read(ConsumerRecord<String, String> record) {
        if (record.value() == null) {
            return; // somebody removed a key; what is live stands in the store
        }
        try {
            // A hint only: the topic may be older than the store, or of another one.
            deployments.refresh(
                    EventCodec.read(record.value(), Deployment.class).index());
        } catch (EventException e) {
            refused.refuse(record, e.getMessage());
        }
    }
}
