package io.retune.embed.log;

import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.ring.channel.BrokerClients;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Where topics end, and how far consumer groups are on the documents log. */
@ApplicationScoped
public class LogPositions {
    private final BrokerClients clients;

    LogPositions(BrokerClients clients) {
        this.clients = clients;
    }

    /**
     * The offset behind the last record of each partition.
     *
     * @throws TransientFault if the broker does not answer
     */
    public Map<TopicPartition, Long> ends(Topic topic) {
        Map<TopicPartition, OffsetSpec> wanted = IntStream.range(
                        0, describe(topic).partitions().size())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        try {
            return BrokerClients.answer(clients.admin().listOffsets(wanted).all()).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue())));
        } catch (ExecutionException e) {
            throw away("end offsets of topic " + topic.topicName(), e);
        }
    }

    private static long offset(ListOffsetsResult.ListOffsetsResultInfo info) {
        return info.offset();
    }

    /**
     * The broker's id of a topic: another one if the topic was deleted and made again, or is another broker's.
     *
     * @throws TransientFault if the broker does not answer
     */
    public String id(Topic topic) {
        return describe(topic).topicId().toString();
    }

    private TopicDescription describe(Topic topic) {
        try {
            return BrokerClients.answer(clients.admin()
                            .describeTopics(List.of(topic.topicName()))
                            .allTopicNames())
                    .get(topic.topicName());
        } catch (ExecutionException e) {
            throw away("topic " + topic.topicName(), e);
        }
    }

    /**
     * What a group has applied of each partition; partitions of which it has applied nothing are left out.
     *
     * @throws TransientFault if the broker does not answer
     */
    public Map<TopicPartition, Long> applied(String group) {
        Map<TopicPartition, Long> applied = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = BrokerClients.answer(
                    clients.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            committed.forEach((partition, offset) -> {
                if (offset != null) {
                    applied.put(partition, offset.offset());
                }
            });
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw away("offsets of group " + group, e);
            }
        }
        return applied;
    }

    /** Records between what was applied and some ends. */
    public static long lag(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> applied) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - applied.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    private static TransientFault away(String what, ExecutionException e) {
        return new TransientFault(what + ": the broker does not say (" + e.getCause() + ")", e);
    }
}
