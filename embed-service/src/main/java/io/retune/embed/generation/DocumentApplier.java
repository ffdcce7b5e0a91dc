package io.retune.embed.generation;

import io.retune.embed.log.RefusedRecords;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.embed.model.SharedEncoder;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventException;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreException;
import io.retune.vectors.VectorStoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Brings changes of the documents log into a generation's collection. */
@ApplicationScoped
public class DocumentApplier {
    private final ServedModels models;
    private final VectorStore vectors;
    private final RefusedRecords refused;

    DocumentApplier(ServedModels models, VectorStore vectors, RefusedRecords refused) {
        this.models = models;
        this.vectors = vectors;
        this.refused = refused;
    }

    /**
     * Applies records, those of other indexes left out. Records that cannot be applied, whoever tries, are refused.
     *
     * @throws VectorStoreUnavailable if Qdrant is away; all may be applied again
     */
    void apply(Generation generation, Iterable<ConsumerRecord<String, String>> records) {
        Map<String, Pending> latest = new LinkedHashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            if (DocumentChange.mayBeOf(generation.index(), record)) {
                read(record, generation.index(), latest);
            }
        }
        List<Pending> pending = new ArrayList<>(latest.values());
        for (int start = 0; start < pending.size(); start += SharedEncoder.SLICE) {
            applySlice(generation, pending.subList(start, Math.min(pending.size(), start + SharedEncoder.SLICE)));
        }
    }

    private record Pending(ConsumerRecord<String, String> record, DocumentChange change) {}

    private void read(ConsumerRecord<String, String> record, String index, Map<String, Pending> latest) {
        try {
            DocumentChange change = DocumentChange.read(record);
            if (change.key().index().equals(index)) {
                latest.put(change.key().id(), new Pending(record, change));
            }
        } catch (EventException e) {
            refused.refuse(record, e.getMessage());
        }
    }

    private void applySlice(Generation generation, List<Pending> slice) {
        try {
            write(generation, slice);
        } catch (VectorStoreUnavailable away) {
            throw away;
        } catch (VectorStoreException | IllegalArgumentException fault) {
            if (vectors.describe(generation.collection()).isEmpty()) {
                throw fault; // the collection is gone: no document is to blame
            }
            if (slice.size() == 1) {
                refused.refuse(slice.get(0).record(), fault.getMessage());
                return;
            }
            slice.forEach(one -> applySlice(generation, List.of(one)));
        }
    }

    private void write(Generation generation, List<Pending> slice) {
        List<DocumentChange> upserts = slice.stream()
                .map(Pending::change)
                .filter(change -> change.upsert().isPresent())
                .toList();
        if (!upserts.isEmpty()) {
            vectors.upsertIfNewer(generation.collection(), points(generation, upserts));
        }
        for (Pending one : slice) {
            DocumentChange change = one.change();
            if (change.upsert().isEmpty()) {
                vectors.deleteIfOlder(generation.collection(), change.key().id(), change.position());
            }
        }
    }

    private List<Point> points(Generation generation, List<DocumentChange> upserts) {
        List<String> texts = upserts.stream()
                .map(change -> change.upsert().orElseThrow().text())
                .toList();
        VectorMatrix made;
        try (EncoderLease lease = models.forStage(generation.model(), generation.passageIdentity())) {
            made = lease.encoder().encodeCached(Role.PASSAGE, texts);
        }
        List<Point> points = new ArrayList<>(upserts.size());
        for (int i = 0; i < texts.size(); i++) {
            DocumentChange change = upserts.get(i);
            DocumentUpsert upsert = change.upsert().orElseThrow();
            points.add(new Point(
                    change.key().id(),
                    made.row(i),
                    upsert.text(),
                    ContentHash.of(upsert.text()),
                    change.position(),
                    upsert.metadata()));
        }
        return points;
    }
}
