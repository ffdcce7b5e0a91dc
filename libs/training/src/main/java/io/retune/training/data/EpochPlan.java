package io.retune.training.data;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * An epoch's batches, in which no text occurs twice: a passage that stood beside itself would be its own negative
 * (sentence-transformers' {@code NO_DUPLICATES}). An example that does not fit waits for the next batch. Linear in the
 * number of examples while collisions are few.
 */
public final class EpochPlan {
    private final TrainingSet set;
    private final int negativesPerQuery;
    private final long seed;
    private final Object2IntOpenHashMap<String> textIds = new Object2IntOpenHashMap<>();

    /**
     * Prepares plans for a training set.
     *
     * @param negativesPerQuery hard negatives drawn for each example, anew each epoch; examples with fewer give all
     * @param seed with the epoch's number, decides order and draws
     */
    public EpochPlan(TrainingSet set, int negativesPerQuery, long seed) {
        this.set = set;
        this.negativesPerQuery = negativesPerQuery;
        this.seed = seed;
    }

    /**
     * Plans one epoch.
     *
     * @param epoch counted from 0
     * @param batchSize examples of a batch; the last one may be smaller, and a batch of one example is left out
     */
    public List<List<TrainingExample>> batches(int epoch, int batchSize) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + epoch);
        Deque<TrainingExample> waiting = new ArrayDeque<>(shuffled(random));
        List<List<TrainingExample>> batches = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<TrainingExample> batch = nextBatch(waiting, batchSize);
            if (batch.size() > 1) {
                batches.add(batch);
            }
        }
        return batches;
    }

    private List<TrainingExample> shuffled(SplittableRandom random) {
        List<TrainingExample> examples = new ArrayList<>();
        for (TrainingExample example : set.examples()) {
            examples.add(new TrainingExample(
                    example.queryId(), example.positiveId(), draw(example.negativeIds(), random.split())));
        }
        for (int i = examples.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            TrainingExample swapped = examples.set(i, examples.get(j));
            examples.set(j, swapped);
        }
        return examples;
    }

    private List<String> draw(List<String> negatives, SplittableRandom random) {
        List<String> pool = new ArrayList<>(negatives);
        List<String> drawn = new ArrayList<>();
        while (drawn.size() < negativesPerQuery && !pool.isEmpty()) {
            int chosen = random.nextInt(pool.size());
            drawn.add(pool.get(chosen));
            pool.set(chosen, pool.get(pool.size() - 1));
            pool.remove(pool.size() - 1);
        }
        return drawn;
    }

    private List<TrainingExample> nextBatch(Deque<TrainingExample> waiting, int batchSize) {
        List<TrainingExample> batch = new ArrayList<>();
        List<TrainingExample> postponed = new ArrayList<>();
        Set<Integer> texts = new HashSet<>();
        while (batch.size() < batchSize && !waiting.isEmpty()) {
            TrainingExample example = waiting.poll();
            IntList own = texts(example);
            if (own.intStream().noneMatch(texts::contains)) {
                texts.addAll(own);
                batch.add(example);
            } else {
                postponed.add(example);
            }
        }
        for (int i = postponed.size() - 1; i >= 0; i--) {
            waiting.addFirst(postponed.get(i));
        }
        return batch;
    }

    /** Numbers for the texts of an example: the same text under two ids has the same number. */
    private IntList texts(TrainingExample example) {
        IntList texts = new IntArrayList();
        texts.add(textId(set.dataset().queries().get(example.queryId())));
        texts.add(textId(set.dataset().corpus().get(example.positiveId())));
        example.negativeIds()
                .forEach(id -> texts.add(textId(set.dataset().corpus().get(id))));
        return texts;
    }

    private int textId(String text) {
        return textIds.computeIfAbsent(text, key -> textIds.size());
    }
}
