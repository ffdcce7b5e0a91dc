package io.retune.embed.generation;

import io.micrometer.core.instrument.MeterRegistry;
import io.retune.encoder.model.VectorDeltas;
import io.retune.vectors.Point;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Says which documents lost the vector delta that their model has for an earlier text of theirs: they are searched by
 * the network's own vector until the next training.
 */
@ApplicationScoped
public class OutdatedDeltas {
    private static final Logger LOG = Logger.getLogger(OutdatedDeltas.class);
    static final String METER = "retune.vector.deltas.dropped";

    private final MeterRegistry meters;

    OutdatedDeltas(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Warns, once for all of the points, and counts them.
     *
     * @return ids of the documents that have another text than the one that was moved
     */
    List<String> report(String index, VectorDeltas deltas, List<Point> points) {
        List<String> outdated = points.stream()
                .filter(point -> deltas.isOutdated(point.docId(), point.contentHash()))
                .map(Point::docId)
                .toList();
        if (!outdated.isEmpty()) {
            meters.counter(METER, "index", index).increment(outdated.size());
            LOG.warnf(
                    "index %s: found %d documents, \"%s\" the first, with other texts than those whose vectors %s"
                            + " moved; their vector deltas are dropped; train again to move them",
                    index, outdated.size(), outdated.get(0), deltas.origin().method());
        }
        return outdated;
    }
}
