package io.retune.embed.log;

import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.ring.channel.BrokerClients;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/** Writes to the documents log. */
@ApplicationScoped
public class DocumentLog {
    private static final int LARGEST_BYTES = 1_000_000; // of a record; the broker takes 1,048,588 with its overhead

    private final BrokerClients clients;
    private KafkaProducer<String, String> producer;

    DocumentLog(BrokerClients clients) {
        this.clients = clients;
    }

    /**
     * A write.
     *
     * @param value JSON of the document; absent for a delete
     */
    public record Write(DocumentKey key, Optional<String> value) {
        /**
         * A document.
         *
         * @throws EventException if the log cannot take it
         */
        public static Write upsert(String index, String id, String text, Map<String, Object> metadata) {
            DocumentKey key = key(index, id);
            UnicodeText.require("document " + id + ": text", text);
            String value = EventCodec.writePlain(new DocumentUpsert(text, metadata));
            int bytes = (key + value).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LARGEST_BYTES) {
                throw new EventException("document " + id + ": found " + bytes + " bytes, expected at most "
                        + LARGEST_BYTES + "; cut it into passages");
            }
            return new Write(key, Optional.of(value));
        }

        /**
         * The end of a document.
         *
         * @throws EventException if there can be none of this id
         */
        public static Write delete(String index, String id) {
            return new Write(key(index, id), Optional.empty());
        }

        private static DocumentKey key(String index, String id) {
            return new DocumentKey(index, UnicodeText.require("document id", id));
        }
    }

    private record Sent(Write write, Future<RecordMetadata> answer) {}

    /**
     * Writes, and returns when all replicas of the broker have everything.
     *
     * @throws TransientFault if the broker does not answer; some writes may have got through, all may be repeated
     * @throws EventException if the broker refuses a document
     */
    public void write(Iterable<Write> writes) {
        List<Sent> sent = new ArrayList<>();
        for (Write write : writes) {
            Sent next = send(write);
            if (next.answer().isDone()) {
                confirm(next); // what fails at once fails for the others too, each after a wait
            } else {
                sent.add(next);
            }
        }
        sent.forEach(DocumentLog::confirm);
    }

    private Sent send(Write write) {
        ProducerRecord<String, String> message = new ProducerRecord<>(
                Topic.DOCUMENTS.topicName(),
                write.key().toString(),
                write.value().orElse(null));
        try {
            return new Sent(write, producer().send(message));
        } catch (KafkaException e) {
            throw failed(write, e);
        }
    }

    private static void confirm(Sent sent) {
        try {
            sent.answer().get();
        } catch (ExecutionException e) {
            throw failed(sent.write(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("topic documents: interrupted while the broker took a write", e);
        }
    }

    private static RuntimeException failed(Write write, Throwable fault) {
        if (fault instanceof RetriableException) {
            return new TransientFault("topic documents: the broker did not take a write (" + fault + ")", fault);
        }
        if (fault instanceof RecordTooLargeException || fault instanceof InvalidRecordException) {
            return new EventException("document " + write.key() + ": the broker does not take it (" + fault.getMessage()
                    + "); cut it into passages, or leave it out");
        }
        return new IllegalStateException(
                "topic documents: the broker refuses a write (" + fault + "); look at its settings", fault);
    }

    private synchronized KafkaProducer<String, String> producer() {
        if (producer == null) {
            producer = clients.producer();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
