package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.local.LocalException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackPlanTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final StackOptions OPTIONS = StackOptions.of(Path.of("checkout"), Path.of("home"));
    private static final Map<String, Integer> PORTS =
            Map.of("kafka", 1, "qdrant", 2, "synth", 3, "embed", 4, "train", 5, "eval", 6);

    @Test
    void heapsFollowTheMemory() {
        assertThat(heaps(4)).containsExactly("-Xmx256m", "-Xmx384m", "-Xmx384m", "-Xmx768m", "-Xmx768m", "-Xmx384m");
        assertThat(heaps(8)).containsExactly("-Xmx256m", "-Xmx655m", "-Xmx491m", "-Xmx819m", "-Xmx819m", "-Xmx491m");
        assertThat(heaps(24))
                .containsExactly("-Xmx512m", "-Xmx1966m", "-Xmx1474m", "-Xmx2457m", "-Xmx2457m", "-Xmx1474m");
    }

    @Test
    void coresAreForTheModels() {
        StackPlan plan = new StackPlan(OPTIONS, new Machine(6, 8 * GIBIBYTE), PORTS);
        assertThat(programs(plan).stream().map(program -> program.environment().get("OMP_NUM_THREADS")))
                .containsExactly("1", "1", "1", "6", "6", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker:", ":9092", "broker:9092,", "broker:9092, other:9092", "a:b:c"})
    void refusesAddressesThatAreNone(String address) {
        assertThatThrownBy(() -> OPTIONS.withKafka(address))
                .isInstanceOf(LocalException.class)
                .hasMessage("address of Kafka: found %s; expected HOST:PORT; correct it".formatted(address));
    }

    @Test
    void takesSeveralBrokersButOneQdrant() {
        assertThat(OPTIONS.withKafka("one:9092,[::1]:9092").kafka()).contains("one:9092,[::1]:9092");
        assertThatThrownBy(() -> OPTIONS.withQdrant("one:6334,two:6334"))
                .isInstanceOf(LocalException.class)
                .hasMessage("address of Qdrant: found one:6334,two:6334; expected HOST:PORT; correct it");
    }

    private static List<String> heaps(int gibibytes) {
        StackPlan plan = new StackPlan(OPTIONS, new Machine(2, gibibytes * GIBIBYTE), PORTS);
        return programs(plan).stream().map(program -> program.command().get(1)).toList();
    }

    private static List<ChildProgram> programs(StackPlan plan) {
        List<ChildProgram> programs = new ArrayList<>(plan.servers());
        programs.addAll(plan.services());
        return programs;
    }
}
