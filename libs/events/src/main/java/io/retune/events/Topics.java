package io.retune.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the ring's topics on a broker, and refuses a broker whose topics would lose data. */
public final class Topics {
    /** How long a delete stays readable: a follower that is away for longer would keep what was deleted. */
    private static final Duration TOMBSTONES = Duration.ofDays(30);

    private Topics() {}

    /**
     * Creates every topic that is missing and verifies the others. Safe to call from several processes at once.
     *
     * @param replication copies of each partition; -1 for the broker's default
     * @throws EventException if a topic has another policy or, where positions are compared, another number of partitions
     * @throws ExecutionException if the broker cannot be reached
     */
    public static void ensure(Admin admin, short replication) throws ExecutionException, InterruptedException {
        create(admin, replication);
        verify(admin);
    }

    private static void create(Admin admin, short replication) throws ExecutionException, InterruptedException {
        Collection<String> there = admin.listTopics().names().get();
        List<NewTopic> missing = Arrays.stream(Topic.values())
                .filter(topic -> !there.contains(topic.topicName()))
                .map(topic -> declare(topic, replication))
                .toList();
        for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // another service was quicker
                    throw e;
                }
            }
        }
    }

    private static NewTopic declare(Topic topic, short replication) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.policy().kafkaName());
        if (topic.policy() == Topic.Policy.DELETE) {
            config.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(topic.retention().toMillis()));
        } else {
            config.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONES.toMillis()));
        }
        return new NewTopic(topic.topicName(), Topic.PARTITIONS, replication).configs(config);
    }

    private static void verify(Admin admin) throws ExecutionException, InterruptedException {
        List<String> names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        names.stream().map(Topics::resource).collect(Collectors.toList()))
                .all()
                .get();
        for (Topic topic : Topic.values()) {
            verifyPolicy(topic, configs.get(resource(topic.topicName())));
            verifyPartitions(topic, topics.get(topic.topicName()).partitions().size());
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static void verifyPolicy(Topic topic, Config config) {
        String found = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!found.equals(topic.policy().kafkaName())) {
            throw new EventException("topic " + topic.topicName() + ": found cleanup.policy " + found + ", expected "
                    + topic.policy().kafkaName() + "; alter the topic, or the broker removes what the ring needs");
        }
    }

    private static void verifyPartitions(Topic topic, int found) {
        if (topic == Topic.DOCUMENTS && found != Topic.PARTITIONS) {
            throw new EventException(
                    "topic documents: found " + found + " partitions, expected " + Topic.PARTITIONS
                            + "; positions of one document are comparable only while their number stays: create the topic anew");
        }
    }
}
