package io.retune.training.ablation;

import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.text.TextTokenizer;
import io.retune.training.TrainingException;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Training sets of equal cost. An example with hard negatives is several times as long as a pair; arms that saw the
 * same pairs would not have cost the same. Cost is tokens through the network in an epoch: query, positive and as many
 * negatives as are drawn, prompts included, cut at the model's length, without padding. Where an example has more
 * negatives than are drawn, their mean counts, so that sums hold on average over the draws.
 */
public final class TokenBudget {
    private static final int CHUNK = 1_024;

    private final ModelFolder model;
    private final int negativesPerQuery;
    private final Object2IntOpenHashMap<String> queries = new Object2IntOpenHashMap<>();
    private final Object2IntOpenHashMap<String> passages = new Object2IntOpenHashMap<>();

    /**
     * Counts for a model.
     *
     * @param negativesPerQuery most that are drawn for each example
     */
    public TokenBudget(ModelFolder model, int negativesPerQuery) {
        this.model = model;
        this.negativesPerQuery = negativesPerQuery;
    }

    /** What an epoch on a set costs. All sets of one budget must have the same texts under the same ids. */
    public long tokens(TrainingSet set) {
        count(set);
        return Math.round(set.examples().stream().mapToDouble(this::cost).sum());
    }

    /**
     * The set at another cost: seeded shuffles of its examples, one after the other, until the next example would exceed
     * the budget. So a cheap set is gone through more than once, and of a dear one some examples are left out. A set
     * whose cost is the budget stays as it is.
     *
     * @param tokens of an epoch
     * @throws TrainingException if fewer than two examples fit
     */
    public TrainingSet fit(TrainingSet set, long tokens, long seed) {
        if (tokens(set) == tokens) {
            return set;
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<TrainingExample> fitting = new ArrayList<>();
        double left = tokens;
        while (true) {
            for (TrainingExample example : shuffled(set.examples(), random)) {
                left -= cost(example);
                if (left < 0) {
                    return checked(set, fitting, tokens);
                }
                fitting.add(example);
            }
        }
    }

    private static TrainingSet checked(TrainingSet set, List<TrainingExample> fitting, long tokens) {
        if (fitting.size() < 2) {
            throw new TrainingException(set.dataset().name() + ": a budget of " + tokens + " tokens holds "
                    + fitting.size() + " training examples, expected 2 or more; raise the budget");
        }
        return set.withExamples(fitting);
    }

    private static List<TrainingExample> shuffled(List<TrainingExample> examples, SplittableRandom random) {
        List<TrainingExample> order = new ArrayList<>(examples);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            TrainingExample swapped = order.set(i, order.get(j));
            order.set(j, swapped);
        }
        return order;
    }

    private double cost(TrainingExample example) {
        List<String> negatives = example.negativeIds();
        double mean = negatives.stream().mapToInt(passages::getInt).average().orElse(0);
        return queries.getInt(example.queryId())
                + passages.getInt(example.positiveId())
                + mean * Math.min(negativesPerQuery, negatives.size());
    }

    private void count(TrainingSet set) {
        List<String> newQueries = new ArrayList<>();
        List<String> newPassages = new ArrayList<>();
        for (TrainingExample example : set.examples()) {
            note(example.queryId(), queries, newQueries);
            note(example.positiveId(), passages, newPassages);
            if (negativesPerQuery > 0) {
                example.negativeIds().forEach(id -> note(id, passages, newPassages));
            }
        }
        Prompts prompts = model.description().prompts();
        try (TextTokenizer tokenizer = model.openTokenizer()) {
            count(newQueries, set.dataset().queries(), prompts.query(), tokenizer, queries);
            count(newPassages, set.dataset().corpus(), prompts.passage(), tokenizer, passages);
        }
    }

    private static void note(String id, Object2IntOpenHashMap<String> known, List<String> unknown) {
        if (!known.containsKey(id)) {
            known.put(id, 0);
            unknown.add(id);
        }
    }

    private static void count(
            List<String> ids,
            Map<String, String> texts,
            String prompt,
            TextTokenizer tokenizer,
            Object2IntOpenHashMap<String> counts) {
        for (int start = 0; start < ids.size(); start += CHUNK) {
            List<String> chunk = ids.subList(start, Math.min(ids.size(), start + CHUNK));
            long[][] tokens = tokenizer.encode(
                    chunk.stream().map(id -> prompt + texts.get(id)).toList());
            for (int i = 0; i < tokens.length; i++) {
                counts.put(chunk.get(i), tokens[i].length);
            }
        }
    }
}
