package io.retune.training;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.MetricReport;
import io.retune.training.data.BatchOptions;
import io.retune.training.data.TrainingSet;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.SelectionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made up data sets for the tiny model, whose tokens are letters. */
public final class TinyData {
    private TinyData() {}

    /** The tiny model with all dropout at 0, so that a step can be computed elsewhere. */
    public static ModelFolder model(Path folder) throws IOException {
        TinyModel.bert(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"hidden_dropout_prob\": 0.1", "\"hidden_dropout_prob\": 0.0")
                        .replace("\"attention_probs_dropout_prob\": 0.1", "\"attention_probs_dropout_prob\": 0.0"));
        return ModelFolder.open("tiny", folder);
    }

    /**
     * Queries {@code q0...} and passages {@code p0...} of random letters; query i is answered by passage i, and its hard
     * negatives are the passages {@code n<i>} and, for even i, {@code m<i>}. All queries are in {@code train}.
     *
     * @param letters of a text
     */
    public static RagDataset pairs(int count, int letters) {
        DatasetBuilder builder = RagDataset.builder("pairs");
        Random random = new Random(count);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            builder.query("q" + i, text(random, letters));
            builder.passage("p" + i, text(random, letters));
            builder.passage("n" + i, text(random, letters));
            builder.passage("m" + i, text(random, letters));
            builder.relevant("q" + i, "p" + i);
            builder.negative("q" + i, "n" + i);
            if (i % 2 == 0) {
                builder.negative("q" + i, "m" + i);
            }
            ids.add("q" + i);
        }
        return builder.split(RagDataset.TRAIN, ids).build();
    }

    /** The same with so much in front of every query and of every passage. */
    public static RagDataset prefixed(RagDataset dataset, String query, String passage) {
        DatasetBuilder builder = RagDataset.builder(dataset.name());
        dataset.queries().forEach((id, text) -> builder.query(id, query + text));
        dataset.corpus().forEach((id, text) -> builder.passage(id, passage + text));
        dataset.relevantDocs().forEach((id, relevant) -> relevant.keySet().forEach(own -> builder.relevant(id, own)));
        dataset.negativeDocs().forEach((id, negatives) -> negatives.forEach(own -> builder.negative(id, own)));
        dataset.queriesSplit().forEach(builder::split);
        return builder.build();
    }

    /**
     * Every query is a passage's key letter between noise, so that what is learnt on half of the queries holds for the
     * other: {@code train} has two queries per passage, {@code dev} one.
     */
    public static RagDataset keys() {
        return keys(0);
    }

    /** The same with so many more passages, which answer nothing. */
    public static RagDataset keys(int others) {
        DatasetBuilder builder = RagDataset.builder("keys");
        Random random = new Random(5);
        List<String> train = new ArrayList<>();
        List<String> dev = new ArrayList<>();
        for (char key = 'a'; key <= 'z'; key++) {
            builder.passage("p" + key, (key + " ").repeat(4) + text(random, 3));
            for (int i = 0; i < 3; i++) {
                String id = "q" + key + i;
                builder.query(id, text(random, 2) + " " + key + " " + key + " " + text(random, 1));
                builder.relevant(id, "p" + key);
                (i < 2 ? train : dev).add(id);
            }
        }
        for (int i = 0; i < others; i++) {
            builder.passage("o" + i, text(random, 7));
        }
        return builder.split(RagDataset.TRAIN, train).split(RagDataset.DEV, dev).build();
    }

    /** All training pairs of a data set. */
    public static TrainingSet set(RagDataset dataset) {
        return TrainingSet.of(dataset, dataset.split(RagDataset.TRAIN));
    }

    /** Options for tests: linear decay without warm-up, fp32. */
    public static TrainingOptions options(int epochs, int batchSize, int negatives, double learningRate) {
        return new TrainingOptions(
                new BatchOptions(epochs, batchSize, 1, negatives, false),
                new OptimizerOptions(learningRate, 0, Schedule.LINEAR, 0.01, 1, LayerRates.ALL),
                SelectionOptions.looks(3),
                20,
                0,
                Dtype.FP32,
                9);
    }

    /** The lines of a learning curve without what the machine measured, which no repetition repeats. */
    public static List<String> curve(Path stateFolder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(stateFolder.resolve("curve.jsonl"))) {
            lines.add(((ObjectNode) json.readTree(line)).without("measured").toString());
        }
        return lines;
    }

    /** The metrics of a model's own weights. */
    public static MetricReport unchanged(DevSelection dev) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = dev.folder().readWeights(manager)) {
            return dev.measure(weights);
        }
    }

    private static String text(Random random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(i == 0 ? "" : " ").append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
