package io.retune.cli.demo;

import io.retune.cli.service.EmbedClient;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A sample of the questions that decide, to be searched as a user would.
 *
 * @param dataset they are from
 * @param queries their ids
 */
record Questions(RagDataset dataset, List<String> queries) {
    private static final int MOST = 60;
    private static final int LIMIT = 10;

    static Questions sample(RagDataset dataset, long seed) {
        List<String> shuffled = new ArrayList<>(dataset.split(RagDataset.VAL));
        Collections.shuffle(shuffled, new Random(seed));
        return new Questions(dataset, List.copyOf(shuffled.subList(0, Math.min(MOST, shuffled.size()))));
    }

    /** The ids of the passages that are found for each, best first. */
    Map<String, List<String>> search(EmbedClient embed, String index) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String query : queries) {
            found.put(
                    query,
                    embed.search(index, dataset.queries().get(query), LIMIT).ids());
        }
        return found;
    }
}
