package io.retune.embed.generation;

import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.embed.model.SharedEncoder;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.model.Sha256;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventException;
import io.retune.ring.channel.RefusedRecords;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreException;
import io.retune.vectors.VectorStoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
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
    private final OutdatedDeltas outdated;

    DocumentApplier(ServedModels models, VectorStore vectors, RefusedRecords refused, OutdatedDeltas outdated) {
        this.models = models;
        this.vectors = vectors;
        this.refused = refused;
        this.outdated = outdated;
    }

    /**
     * Applies records, those of other indexes left out. Records that cannot be applied, whoever tries, are refused.
     *
     * @throws VectorStoreUnavailable if Qdrant is away; all may be applied again
     * @throws VectorStoreException if Qdrant cannot write, for instance since its disk is full; likewise
     */
    void apply(Generation generation, Iterable<ConsumerRecord<String, String>> records) {
        Map<String, Pending> latest = new LinkedHashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            read(record, generation.index(), latest);
        }
        if (latest.isEmpty()) {
            return;
        }
        List<Pending> pending = new ArrayList<>(latest.values());
        // Opened out here: a model that cannot be used is no document's fault.
        try (EncoderLease lease = models.forStage(generation.model(), generation.passageIdentity())) {
            Target target = new Target(generation, lease.encoder());
            for (int start = 0; start < pending.size(); start += SharedEncoder.SLICE) {
                applySlice(target, pending.subList(start, Math.min(pending.size(), start + SharedEncoder.SLICE)));
            }
        }
    }

    private record Pending(ConsumerRecord<String, String> record, DocumentChange change) {}

    private record Target(Generation generation, SharedEncoder encoder) {
        String collection() {
            return generation.collection();
        }
    }

    private void read(ConsumerRecord<String, String> record, String index, Map<String, Pending> latest) {
        try {
            // A key that is of no index is refused here too: whichever generation meets it first.
            DocumentKey key = DocumentChange.key(record);
            if (key.index().equals(index)) {
                latest.put(key.id(), new Pending(record, DocumentChange.read(record)));
            }
        } catch (EventException e) {
            refused.refuse(record, e.getMessage());
        }
    }

    private void applySlice(Target target, List<Pending> slice) {
        try {
            write(target, slice);
        } catch (VectorStoreUnavailable away) {
            throw away;
        } catch (VectorStoreException | EncoderException | IllegalArgumentException fault) {
            // Where a disk, the server or the collection is to blame, no document is.
            boolean isServers = fault instanceof VectorStoreException refusal && !refusal.isOfRequest();
            if (isServers
                    || fault.getCause() instanceof IOException
                    || vectors.describe(target.collection()).isEmpty()) {
                throw fault;
            }
            if (slice.size() == 1) {
                refused.refuse(slice.get(0).record(), fault.getMessage());
                return;
            }
            slice.forEach(one -> applySlice(target, List.of(one)));
        }
    }

    private void write(Target target, List<Pending> slice) {
        List<DocumentChange> upserts = slice.stream()
                .map(Pending::change)
                .filter(change -> change.upsert().isPresent())
                .toList();
        if (!upserts.isEmpty()) {
            List<Point> points = points(target.encoder(), upserts);
            vectors.upsertIfNewer(target.collection(), points);
            target.encoder()
                    .deltas()
                    .ifPresent(deltas -> outdated.report(target.generation().index(), deltas, points));
        }
        for (Pending one : slice) {
            DocumentChange change = one.change();
            if (change.upsert().isEmpty()) {
                vectors.deleteIfOlder(target.collection(), change.key().id(), change.position());
            }
        }
    }

    private static List<Point> points(SharedEncoder encoder, List<DocumentChange> upserts) {
        List<String> texts = upserts.stream()
                .map(change -> change.upsert().orElseThrow().text())
                .toList();
        VectorMatrix made = encoder.encodeCached(Role.PASSAGE, texts);
        List<Point> points = new ArrayList<>(upserts.size());
        for (int i = 0; i < texts.size(); i++) {
            DocumentChange change = upserts.get(i);
            DocumentUpsert upsert = change.upsert().orElseThrow();
            points.add(new Point(
                    change.key().id(),
                    made.row(i),
                    upsert.text(),
                    Sha256.of(upsert.text()),
                    change.position(),
                    upsert.metadata()));
        }
        return points;
    }
}
