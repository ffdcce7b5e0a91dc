package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import io.retune.dataset.RagDataset;
import io.retune.dataset.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task of AIR-Bench: a folder with one file of passages, one of queries and one of judgements, told by
 * {@code corpus}, {@code queries} and {@code qrels} in their names; judgements as JSONL or TSV, in the folder or in
 * its folder {@code qrels}. Where dev and test lie side by side, dev is read. AIR-Bench is for evaluation, so every judged query is in {@code val}.
 */
final class AirBenchConverter implements Converter {

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        JudgedCollector collected = new JudgedCollector(options.nameOf(input), counter);
        collected.readCorpus(one(input, "corpus", files(input)));
        collected.readQueries(one(input, "queries", files(input)));
        Path inside = input.resolve("qrels");
        Path qrels = Files.isDirectory(inside) ? one(inside, "", files(inside)) : one(input, "qrels", files(input));
        collected.readSplit(RagDataset.VAL, List.of(qrels));
        counter.note("all judged queries are in val: AIR-Bench is for evaluation");
        return new Conversion(collected.build(), counter.report());
    }

    /** Of several, the one of the dev set: the judgements of the test set are not published. */
    private static Path one(Path folder, String what, List<Path> files) {
        List<Path> named = files.stream().filter(file -> named(file, what)).toList();
        List<Path> chosen = named.size() > 1
                ? named.stream().filter(file -> named(file, "dev")).toList()
                : named;
        if (chosen.size() != 1) {
            throw new DatasetException(
                    folder + ": " + named.size() + " files with " + Quote.of(what)
                            + " in their names: "
                            + named.stream().map(Path::getFileName).toList()
                            + "; expected one, or one of them with \"dev\", that ends in .jsonl or .tsv; rename or remove some");
        }
        return chosen.get(0);
    }

    private static boolean named(Path file, String what) {
        return file.getFileName().toString().contains(what);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(".jsonl")
                            || file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw TextFiles.unreadable(folder, e);
        }
    }
}
