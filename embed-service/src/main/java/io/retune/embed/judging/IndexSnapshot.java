package io.retune.embed.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.RagDataset;
import io.retune.embed.generation.DocumentChange;
import io.retune.embed.log.LogPositions;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import io.retune.events.RunContext;
import io.retune.events.Topic;
import io.retune.ring.StageScope;
import io.retune.ring.channel.LogReader;
import io.retune.ring.channel.RefusedRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * An index as it was when a run began: its documents, and what people told about their searches, as a data set. Made
 * once for a run; the stage done again takes the same.
 */
@ApplicationScoped
public class IndexSnapshot {
    private final LogReader reader;
    private final LogPositions positions;
    private final RefusedRecords refused;
    private final Datasets datasets;
    private final ArtifactStore store;

    IndexSnapshot(
            LogReader reader, LogPositions positions, RefusedRecords refused, Datasets datasets, ArtifactStore store) {
        this.reader = reader;
        this.positions = positions;
        this.refused = refused;
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * The run's snapshot.
     *
     * @throws io.retune.dataset.DatasetException if there is too little to train and judge by
     */
    DatasetReference of(StageScope scope) {
        String key = "runs/" + scope.context().run() + "/base-index/snapshot.json";
        if (store.read(key).isEmpty()) {
            scope.say("takes a snapshot of the index");
            DatasetReference made = datasets.publish(read(scope));
            store.putIfAbsent(key, EventCodec.writePlain(made).getBytes(StandardCharsets.UTF_8));
        }
        return parse(new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8));
    }

    private static DatasetReference parse(String content) {
        try {
            return EventCodec.json().readValue(content, DatasetReference.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run's snapshot.json is no reference to a data set", e);
        }
    }

    private RagDataset read(StageScope scope) {
        RunContext context = scope.context();
        Map<TopicPartition, Long> documentEnds = positions.ends(Topic.DOCUMENTS);
        Map<TopicPartition, Long> feedbackEnds = positions.ends(Topic.FEEDBACK);
        SnapshotBuilder snapshot = new SnapshotBuilder(context.index());
        reader.read(documentEnds, orRefuse(record -> snapshot.apply(DocumentChange.read(record))), scope::check);
        reader.read(feedbackEnds, orRefuse(record -> snapshot.add(record.key(), feedback(record))), scope::check);
        return snapshot.build(context.seed());
    }

    private static Feedback feedback(ConsumerRecord<String, String> record) {
        if (record.value() == null) {
            throw new EventException("feedback: found no value, expected JSON; correct the producer");
        }
        return EventCodec.readPlain(record.value(), Feedback.class);
    }

    private Consumer<ConsumerRecord<String, String>> orRefuse(Consumer<ConsumerRecord<String, String>> consumer) {
        return record -> {
            try {
                consumer.accept(record);
            } catch (EventException e) {
                refused.refuse(record, e.getMessage());
            }
        };
    }
}
