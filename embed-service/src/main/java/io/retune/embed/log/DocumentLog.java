package io.retune.embed.log;

import io.retune.events.DocumentKey;
import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes to the documents log. */
@ApplicationScoped
public class DocumentLog {
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
    public record Write(DocumentKey key, Optional<String> value) {}

    /**
     * Writes, and returns when all replicas of the broker have everything.
     *
     * @throws TransientFault if the broker does not answer; some writes may have got through, all may be repeated
     */
    public void write(Iterable<Write> writes) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (Write write : writes) {
                sent.add(producer()
                        .send(new ProducerRecord<>(
                                Topic.DOCUMENTS.topicName(),
                                write.key().toString(),
                                write.value().orElse(null))));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException | KafkaException e) {
            throw new TransientFault("topic documents: the broker did not take a write (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("topic documents: interrupted while the broker took a write", e);
        }
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
