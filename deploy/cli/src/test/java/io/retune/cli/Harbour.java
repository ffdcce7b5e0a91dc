package io.retune.cli;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A made up data set for the tiny model, whose tokens are letters: a query holds its passage's two key letters. */
public final class Harbour {
    private Harbour() {}

    /** 110 passages with five queries each: four in {@code train}, one in {@code val}. */
    public static Path write(Path file) {
        return write(file, 5, 0);
    }

    /**
     * The same with other words.
     *
     * @param seed of the letters that say nothing
     * @param more passages that nobody asks for, long ones
     */
    public static Path write(Path file, long seed, int more) {
        DatasetBuilder builder = RagDataset.builder("harbour");
        Random random = new Random(seed);
        List<String> train = new ArrayList<>();
        List<String> val = new ArrayList<>();
        for (int passage = 0; passage < 110; passage++) {
            String key = (char) ('a' + passage / 11) + " " + (char) ('k' + passage % 11);
            builder.passage("p" + passage, key + " " + key + noise(random, 3));
            for (int i = 0; i < 5; i++) {
                String id = "q" + passage + "-" + i;
                builder.query(id, key + noise(random, 3));
                builder.relevant(id, "p" + passage);
                (i < 4 ? train : val).add(id);
            }
        }
        for (int passage = 0; passage < more; passage++) {
            builder.passage("more" + passage, "z z z" + noise(random, 45));
        }
        DatasetWriter.write(
                builder.split(RagDataset.TRAIN, train)
                        .split(RagDataset.VAL, val)
                        .build(),
                file);
        return file;
    }

    private static String noise(Random random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(' ').append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
