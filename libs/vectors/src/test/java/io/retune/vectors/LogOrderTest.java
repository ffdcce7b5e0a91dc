package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogOrderTest {
    @Test
    void keepsTheLatestVersionOfEachDocument() {
        List<Point> points = List.of(point("b", 3), point("a", 1), point("b", 2), point("a", 4), point("c", 0));
        assertThat(LogOrder.latest(points))
                .extracting(point -> point.docId() + "@" + point.logPosition())
                .containsExactly("b@3", "a@4", "c@0");
    }

    private static Point point(String docId, long logPosition) {
        return new Point(docId, new float[] {1}, "", "hash", logPosition, Map.of());
    }
}
