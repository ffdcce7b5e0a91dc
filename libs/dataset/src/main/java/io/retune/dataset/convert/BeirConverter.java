package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import io.retune.dataset.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A BEIR folder: {@code corpus.jsonl}, {@code queries.jsonl} and {@code qrels/*.tsv}, one file a split ({@code
 * dev.tsv} is {@code val}). A query in two files counts as the one that decides: {@code test} before {@code val}
 * before {@code train}.
 */
final class BeirConverter implements Converter {
    private static final List<String> DECIDING = List.of("test", RagDataset.VAL);

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        JudgedCollector collected = new JudgedCollector(options.nameOf(input), counter);
        collected.readCorpus(input.resolve("corpus.jsonl"));
        collected.readQueries(input.resolve("queries.jsonl"));
        TreeMap<String, List<Path>> files =
                new TreeMap<>(Comparator.comparingInt(BeirConverter::rank).thenComparing(Comparator.naturalOrder()));
        files.putAll(qrels(input.resolve("qrels")).stream().collect(Collectors.groupingBy(BeirConverter::split)));
        files.forEach(collected::readSplit);
        return new Conversion(collected.build(), counter.report());
    }

    private static int rank(String split) {
        int rank = DECIDING.indexOf(split);
        return rank >= 0 ? rank : DECIDING.size();
    }

    private static String split(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.tsv$", "");
        return name.equals("dev") ? RagDataset.VAL : name;
    }

    private static List<Path> qrels(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DatasetException(folder
                        + ": no judgements in this folder; expected train.tsv, dev.tsv or test.tsv; check the path");
            }
            return files;
        } catch (IOException e) {
            throw TextFiles.unreadable(folder, e);
        }
    }
}
