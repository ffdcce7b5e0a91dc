package io.retune.synth.feedback;

import io.retune.events.EventCodec;
import io.retune.events.Feedback;
import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.ring.channel.BrokerClients;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes feedback to its topic. */
@ApplicationScoped
public class FeedbackLog {
    private final BrokerClients clients;
    private KafkaProducer<String, String> producer;

    FeedbackLog(BrokerClients clients) {
        this.clients = clients;
    }

    /** What one person told about a query. */
    public record Told(String queryId, Feedback feedback) {}

    /**
     * Writes feedback; when this returns, the broker has all of it.
     *
     * @param told in this order, where a query comes more than once
     * @throws TransientFault if the broker does not take it; some of it may be there, and writing it again does no harm
     */
    public void write(List<Told> told) {
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Told one : told) {
                String value = EventCodec.writePlain(one.feedback());
                sent.add(writer().send(new ProducerRecord<>(Topic.FEEDBACK.topicName(), one.queryId(), value)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException | KafkaException e) {
            throw new TransientFault("topic feedback: the broker did not take it (" + e + "); send it again later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("topic feedback: the service is stopping; send it again later", e);
        }
    }

    private synchronized KafkaProducer<String, String> writer() {
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
