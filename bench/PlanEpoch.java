import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.training.data.BatchOptions;
import io.retune.training.data.EpochPlan;
import io.retune.training.data.StepPlan;
import io.retune.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Time and heap of planning an epoch at infgrad's full scale, on made up texts: 180,000 pairs, 370,000 passages, two hard
 * negatives given for each query, one drawn. One passage is the positive of 1,800 queries, and one text in fifty
 * stands under ten ids.
 *
 * <p>usage: java -Xmx1g -cp deploy/cli/target/retune-cli.jar bench/PlanEpoch.java
 */
public final class PlanEpoch {
    private static final int PAIRS = 180_000;
    private static final int PASSAGES = 370_000;

    private PlanEpoch() {}

    public static void main(String[] arguments) {
        TrainingSet set = made();
        System.out.printf("%,d pairs, %,d passages made; heap in use %,d MB%n", PAIRS, PASSAGES, heap() >> 20);
        for (boolean grouped : new boolean[] {false, true}) {
            BatchOptions options = new BatchOptions(1, 64, 1, 1, grouped);
            long start = System.nanoTime();
            EpochPlan plan = new EpochPlan(List.of(set), options, 1);
            long numbered = System.nanoTime();
            int batches = plan.batches(0).size();
            long planned = System.nanoTime();
            System.out.printf(
                    "length grouping %b: texts numbered in %.2f s, epoch of %,d batches planned in %.2f s; heap in use %,d MB%n",
                    grouped, (numbered - start) / 1e9, batches, (planned - numbered) / 1e9, heap() >> 20);
        }
    }

    private static TrainingSet made() {
        SplittableRandom random = new SplittableRandom(1);
        DatasetBuilder builder = RagDataset.builder("made");
        for (int i = 0; i < PASSAGES; i++) {
            builder.passage("p" + i, text(i % 50 == 0 ? i / 500 : i));
        }
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            String id = "q" + i;
            String positive = "p" + (i % 100 == 0 ? 0 : random.nextInt(PASSAGES / 2));
            builder.query(id, "question " + i + " about " + positive).relevant(id, positive);
            builder.negative(id, "p" + (PASSAGES / 2 + random.nextInt(PASSAGES / 4)));
            builder.negative(id, "p" + (3 * (PASSAGES / 4) + random.nextInt(PASSAGES / 4)));
            queries.add(id);
        }
        return TrainingSet.of(builder.split(RagDataset.TRAIN, queries).build(), queries);
    }

    /** 60 to 460 Chinese characters, the same for the same number. */
    private static String text(int number) {
        SplittableRandom random = new SplittableRandom(number);
        char[] text = new char[60 + random.nextInt(400)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (0x4E00 + random.nextInt(0x5000));
        }
        return new String(text);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
