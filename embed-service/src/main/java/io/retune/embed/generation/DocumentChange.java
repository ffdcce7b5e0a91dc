package io.retune.embed.generation;

import io.retune.embed.log.UnicodeText;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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
        DocumentKey key = DocumentKey.parse(record.key());
        if (record.value() == null) {
            return new DocumentChange(key, Optional.empty(), record.offset());
        }
        DocumentUpsert upsert = EventCodec.readPlain(record.value(), DocumentUpsert.class);
        UnicodeText.require("document id", key.id());
        UnicodeText.require("document text", upsert.text());
        return new DocumentChange(key, Optional.of(upsert), record.offset());
    }

    /** Whether a record may be of an index; one whose key cannot be read may be of any. */
    static boolean mayBeOf(String index, ConsumerRecord<String, String> record) {
        String key = record.key();
        return key == null || key.startsWith(index + "/") || key.indexOf('/') < 1;
    }
}
