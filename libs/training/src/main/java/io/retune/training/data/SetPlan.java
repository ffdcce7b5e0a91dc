package io.retune.training.data;

import io.retune.training.objective.Objective;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The batches of one data set. Texts are numbered once, the same text under two ids with the same number; an example
 * then goes into the first batch that is not full and comes after all batches that hold one of its texts; or, for a loss
 * that does not mind, into the first that is not full.
 */
final class SetPlan {
    /** Batches whose examples are sorted by length together: enough for similar lengths, few enough for other company each epoch. */
    private static final int WINDOW_BATCHES = 32;

    private final TrainingSet set;
    private final boolean distinctTexts;
    private final BatchOptions options;
    private final int[] queryTexts;
    private final Object2IntOpenHashMap<String> passageTexts = new Object2IntOpenHashMap<>();
    private final int[] lengths;
    private final int texts;

    SetPlan(TrainingSet set, BatchOptions options) {
        this.set = set;
        this.distinctTexts = set.objective().map(Objective::needsDistinctTexts).orElse(true);
        this.options = options;
        List<TrainingExample> examples = set.examples();
        this.queryTexts = new int[examples.size()];
        this.lengths = new int[examples.size()];
        Object2IntOpenHashMap<String> numbers = new Object2IntOpenHashMap<>();
        Map<String, String> corpus = set.dataset().corpus();
        for (int i = 0; i < queryTexts.length; i++) {
            TrainingExample example = examples.get(i);
            queryTexts[i] = number(numbers, set.dataset().queries().get(example.queryId()));
            lengths[i] = corpus.get(example.positiveId()).length();
            passageTexts.put(example.positiveId(), number(numbers, corpus.get(example.positiveId())));
            for (String negative : example.negativeIds()) {
                passageTexts.put(negative, number(numbers, corpus.get(negative)));
            }
        }
        this.texts = numbers.size();
    }

    private static int number(Object2IntOpenHashMap<String> numbers, String text) {
        int known = numbers.getOrDefault(text, -1);
        if (known >= 0) {
            return known;
        }
        numbers.put(text, numbers.size());
        return numbers.size() - 1;
    }

    List<TrainingBatch> batches(SplittableRandom random) {
        List<TrainingExample> drawn = drawNegatives(random);
        int[] order = order(random);
        OpenBatches open = new OpenBatches(options.batchSize());
        int[] batchOf = new int[order.length];
        // The first batch that a text may stand in: the one after the batch that it was put into last.
        int[] nextOf = new int[texts];
        for (int example : order) {
            batchOf[example] = open.take(distinctTexts ? place(example, drawn.get(example), nextOf) : 0);
            block(example, drawn.get(example), nextOf, batchOf[example] + 1);
        }
        return collect(drawn, order, batchOf, open.count());
    }

    private List<TrainingExample> drawNegatives(SplittableRandom random) {
        List<TrainingExample> drawn = new ArrayList<>(set.examples().size());
        for (TrainingExample example : set.examples()) {
            drawn.add(new TrainingExample(example.queryId(), example.positiveId(), draw(example, random.split())));
        }
        return drawn;
    }

    /** Of copies under several ids one is drawn, and none of the positive, which would be its own negative. */
    private List<String> draw(TrainingExample example, SplittableRandom random) {
        if (options.negativesPerQuery() == 0 || example.negativeIds().isEmpty()) {
            return List.of();
        }
        String[] pool = example.negativeIds().toArray(String[]::new);
        IntSet own = new IntOpenHashSet();
        own.add(passageTexts.getInt(example.positiveId()));
        List<String> drawn = new ArrayList<>(options.negativesPerQuery());
        for (int left = pool.length; left > 0 && drawn.size() < options.negativesPerQuery(); left--) {
            int chosen = random.nextInt(left);
            if (own.add(passageTexts.getInt(pool[chosen]))) {
                drawn.add(pool[chosen]);
            }
            pool[chosen] = pool[left - 1];
        }
        return drawn;
    }

    private int[] order(SplittableRandom random) {
        int[] order = new int[queryTexts.length];
        Arrays.setAll(order, i -> i);
        for (int i = order.length - 1; i > 0; i--) {
            IntArrays.swap(order, i, random.nextInt(i + 1));
        }
        if (options.lengthGrouping()) {
            int window = WINDOW_BATCHES * options.batchSize();
            for (int start = 0; start < order.length; start += window) {
                IntArrays.stableSort(
                        order,
                        start,
                        Math.min(order.length, start + window),
                        (a, b) -> Integer.compare(lengths[a], lengths[b]));
            }
        }
        return order;
    }

    private int place(int example, TrainingExample drawn, int[] nextOf) {
        int first = Math.max(nextOf[queryTexts[example]], nextOf[passageTexts.getInt(drawn.positiveId())]);
        for (String negative : drawn.negativeIds()) {
            first = Math.max(first, nextOf[passageTexts.getInt(negative)]);
        }
        return first;
    }

    private void block(int example, TrainingExample drawn, int[] nextOf, int next) {
        nextOf[queryTexts[example]] = next;
        nextOf[passageTexts.getInt(drawn.positiveId())] = next;
        for (String negative : drawn.negativeIds()) {
            nextOf[passageTexts.getInt(negative)] = next;
        }
    }

    private List<TrainingBatch> collect(List<TrainingExample> drawn, int[] order, int[] batchOf, int count) {
        List<List<TrainingExample>> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(new ArrayList<>());
        }
        for (int example : order) {
            members.get(batchOf[example]).add(drawn.get(example));
        }
        List<TrainingBatch> batches = new ArrayList<>(count);
        for (List<TrainingExample> batch : members) {
            if (batch.size() > 1) {
                batches.add(new TrainingBatch(set, batch));
            }
        }
        return batches;
    }
}
