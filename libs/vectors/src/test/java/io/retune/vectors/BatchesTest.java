package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void fillsMessagesUpToTheirSize() {
        // Given: 6 bytes each, the third 16
        List<Value> values = Stream.of("1234", "1234", "12345678901234", "1234", "1234", "1234")
                .map(ValueFactory::value)
                .toList();
        // Then
        assertThat(Batches.bySize(values, 12)).extracting(List::size).containsExactly(2, 1, 2, 1);
        assertThat(Batches.bySize(values, 11)).extracting(List::size).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(Batches.bySize(values, 100)).containsExactly(values);
        assertThat(Batches.bySize(List.<Value>of(), 100)).isEmpty();
    }

    @Test
    void countsItems() {
        assertThat(Batches.byCount(List.of(1, 2, 3, 4, 5), 2))
                .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
        assertThat(Batches.byCount(List.of(1, 2), 2)).containsExactly(List.of(1, 2));
        assertThat(Batches.byCount(List.of(), 2)).isEmpty();
    }
}
