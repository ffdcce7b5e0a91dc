package io.retune.embed.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.vectors.Point;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutdatedDeltasTest {
    private final VectorDeltas deltas = new VectorDeltas(
            new VectorDeltas.Origin("nudge-n", 0.1, true),
            List.of(Sha256.of("ebb"), Sha256.of("flood")),
            Map.of("d1", 0, "d2", 1),
            VectorMatrix.zeros(2, 1));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OutdatedDeltas outdated = new OutdatedDeltas(meters);

    @Test
    void namesAndCountsDocumentsWhoseTextChanged() {
        List<Point> points = List.of(point("d1", "ebb"), point("d2", "high water"), point("d3", "slack"));

        assertThat(outdated.report("tides", deltas, points)).containsExactly("d2");
        assertThat(meters.counter(OutdatedDeltas.METER, "index", "tides").count())
                .isEqualTo(1);
    }

    @Test
    void isSilentWhereNothingChanged() {
        assertThat(outdated.report("tides", deltas, List.of(point("d1", "ebb"))))
                .isEmpty();
        assertThat(meters.getMeters()).isEmpty();
    }

    private static Point point(String id, String text) {
        return new Point(id, new float[] {1}, text, Sha256.of(text), 0, Map.of());
    }
}
