package io.retune.synth.feedback;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.RagDataset;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import io.retune.events.RunContext;
import io.retune.ring.StageScope;
import io.retune.ring.channel.RefusedRecords;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What people told about an index, as it was when the stage began first. */
@ApplicationScoped
public class IndexFeedback {
    private final FeedbackReader reader;
    private final RefusedRecords refused;
    private final ArtifactStore store;

    IndexFeedback(FeedbackReader reader, RefusedRecords refused, ArtifactStore store) {
        this.reader = reader;
        this.refused = refused;
        this.store = store;
    }

    /** A data set with the feedback of the run's index. */
    public FeedbackJoin join(StageScope scope, RagDataset dataset) {
        RunContext context = scope.context();
        FeedbackOffsets offsets = FeedbackOffsets.of(context.run(), store, reader::ends);
        AskedQuestions asked = new AskedQuestions(context.index());
        reader.read(
                offsets,
                record -> {
                    try {
                        asked.add(record.key(), parse(record));
                    } catch (EventException e) {
                        refused.refuse(record, e.getMessage());
                    }
                },
                scope::check);
        return FeedbackJoin.of(dataset, asked.distinct());
    }

    private static Feedback parse(ConsumerRecord<String, String> record) {
        if (record.value() == null) {
            throw new EventException("feedback: found no value, expected JSON; correct the producer");
        }
        return EventCodec.readPlain(record.value(), Feedback.class);
    }
}
