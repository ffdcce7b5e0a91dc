package io.retune.cli.ring;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.artifacts.ArtifactStore;
import io.retune.cli.service.IndexView;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that the ring remembers and that a replay must not change.
 *
 * @param records of the artifact store: requests, outcomes, attempts, decisions, generations, deployments, loads
 * @param live sequence and generation by index, as the embed service tells them
 * @param aliases of Qdrant
 * @param points by collection
 * @param runs as the eval service tells them
 */
record RingMemory(
        Map<String, String> records,
        Map<String, String> live,
        Map<String, String> aliases,
        Map<String, Long> points,
        JsonNode runs) {
    private static final int ALL_RUNS = 100;

    static RingMemory of(RingStack stack) {
        ArtifactStore store = stack.store();
        return new RingMemory(
                byName(store.list("").stream()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                key -> new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8)))),
                byName(stack.services().embed().indexes().stream()
                        .collect(Collectors.toMap(
                                IndexView::index, index -> index.sequence() + " " + index.generation()))),
                byName(stack.vectors().aliases()),
                byName(stack.vectors().collections().stream()
                        .collect(Collectors.toMap(Function.identity(), stack.vectors()::count))),
                stack.services().eval().runsJson(ALL_RUNS));
    }

    private static <V> Map<String, V> byName(Map<String, V> values) {
        return new TreeMap<>(values);
    }
}
