package io.retune.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PassageClustersTest {

    @Test
    void queriesThatShareAPassageHangTogetherThroughOthers() {
        DatasetBuilder builder = queriesAndPassages(5, 4);
        builder.relevant("q-0", "doc-0");
        builder.relevant("q-1", "doc-1");
        builder.relevant("q-2", "doc-0").relevant("q-2", "doc-2");
        builder.relevant("q-3", "doc-2").relevant("q-3", "doc-1", 0);
        RagDataset dataset = builder.build();

        int[] clusters = PassageClusters.of(dataset, List.of("q-0", "q-1", "q-2", "q-3", "q-4"));

        assertThat(clusters).containsExactly(0, 1, 0, 0, 2);
        assertThat(PassageClusters.sizes(clusters)).containsExactly(3, 1, 1);
        assertThat(PassageClusters.of(dataset, List.of("q-3", "q-1", "q-0"))).containsExactly(0, 1, 2);
        assertThat(PassageClusters.of(dataset, List.of())).isEmpty();
        assertThat(PassageClusters.sizes(new int[0])).isEmpty();
    }

    @Test
    void agreesWithFloodingAGraph() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            int queries = 1 + random.nextInt(30);
            DatasetBuilder builder = queriesAndPassages(queries, 30);
            for (int edge = 0; edge < random.nextInt(40); edge++) {
                String query = "q-" + random.nextInt(queries);
                String document = "doc-" + random.nextInt(30);
                if (!builder.isJudged(query, document)) {
                    builder.relevant(query, document);
                }
            }
            RagDataset dataset = builder.build();
            List<String> ids = new ArrayList<>(dataset.queries().keySet());

            assertThat(PassageClusters.of(dataset, ids)).isEqualTo(flooded(dataset, ids));
        }
    }

    private static int[] flooded(RagDataset dataset, List<String> ids) {
        int[] clusters = new int[ids.size()];
        Set<Integer> seen = new HashSet<>();
        int next = 0;
        for (int start = 0; start < clusters.length; start++) {
            if (seen.contains(start)) {
                continue;
            }
            Set<String> passages = new HashSet<>(passages(dataset, ids.get(start)));
            clusters[start] = next;
            seen.add(start);
            for (int query = 0; query < clusters.length; query++) {
                if (!seen.contains(query)
                        && passages(dataset, ids.get(query)).stream().anyMatch(passages::contains)) {
                    clusters[query] = next;
                    seen.add(query);
                    passages.addAll(passages(dataset, ids.get(query)));
                    query = -1;
                }
            }
            next++;
        }
        return clusters;
    }

    private static Set<String> passages(RagDataset dataset, String query) {
        return dataset.relevantDocs().getOrDefault(query, Map.of()).keySet();
    }

    private static DatasetBuilder queriesAndPassages(int queries, int passages) {
        DatasetBuilder builder = RagDataset.builder("set");
        for (int i = 0; i < queries; i++) {
            builder.query("q-" + i, "query " + i);
        }
        for (int i = 0; i < passages; i++) {
            builder.passage("doc-" + i, "passage " + i);
        }
        return builder;
    }
}
