package io.retune.embed.generation;

import io.retune.embed.log.UnicodeText;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * What a record of the documents log says.
 *
 * @param key which document
 * @param upsert its new version; absent for a delete
 * @param position of the record in its partition
 */
public record DocumentChange(DocumentKey key, Optional<DocumentUpsert> upsert, long position) {
    /**
     * Reads a record.
     *
     * @throws EventException if it is none of a document
     */
    public static DocumentChange read(ConsumerRecord<String, String> record) {
        DocumentKey key = key(record);
        if (record.value() == null) {
            return new DocumentChange(key, Optional.empty(), record.offset());
        }
        DocumentUpsert upsert = EventCodec.readPlain(record.value(), DocumentUpsert.class);
        UnicodeText.require("document id", key.id());
        UnicodeText.require("document text", upsert.text());
        return new DocumentChange(key, Optional.of(upsert), record.offset());
    }

    /**
     * Which document a record is of.
     *
     * @throws EventException if it is of none that an index can have, or lies where its changes have no order
     */
    static DocumentKey key(ConsumerRecord<String, String> record) {
        DocumentKey key = DocumentKey.parse(record.key());
        IndexName.usable(key.index());
        byte[] bytes = record.key().getBytes(StandardCharsets.UTF_8);
        int expected = Utils.toPositive(Utils.murmur2(bytes)) % Topic.PARTITIONS;
        if (record.partition() != expected) {
            throw new EventException("document " + key + ": found in partition " + record.partition() + ", expected "
                    + expected + ": changes of one document have an order only within one partition; set"
                    + " partitioner=murmur2_random in the producer, and name no partition");
        }
        return key;
    }
}
