package io.retune.cli.train;

import io.retune.cli.InputException;
import io.retune.cli.console.Console;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.training.data.TrainingSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A data set that trains beside the target.
 *
 * @param name the flag and the file that named it, for messages
 * @param dataset what was read
 * @param guards whose queries do not train
 */
record GeneralData(String name, RagDataset dataset, List<RagDataset> guards) {
    /**
     * Reads data sets.
     *
     * @throws InputException if one of them has a guard's corpus
     */
    static List<GeneralData> read(String flag, List<Path> paths, List<RagDataset> guards) {
        List<GeneralData> general = new ArrayList<>();
        for (Path path : paths) {
            RagDataset dataset = DatasetReader.read(path);
            if (guards.stream().anyMatch(guard -> guard.corpusDigest().equals(dataset.corpusDigest()))) {
                throw new InputException(
                        flag + " " + path + ": is a guard's corpus; expected another data set, since what"
                                + " trains cannot show what was forgotten; leave out one of the two flags");
            }
            general.add(new GeneralData(flag + " " + path, dataset, guards));
        }
        return general;
    }

    /** The train split's examples, without blank queries and those that select or judge the training. */
    TrainingSet set(RagDataset target, DevSplit split, Console console) {
        Set<String> apart = new HashSet<>();
        split.dev().forEach(query -> apart.add(target.queries().get(query)));
        if (target.hasSplit(RagDataset.VAL)) {
            target.split(RagDataset.VAL)
                    .forEach(query -> apart.add(target.queries().get(query)));
        }
        guards.forEach(guard -> apart.addAll(guard.queries().values()));
        List<String> all = dataset.split(RagDataset.TRAIN);
        List<String> trains = all.stream()
                .filter(query -> !dataset.isBlank(query)
                        && !apart.contains(dataset.queries().get(query)))
                .toList();
        if (trains.size() < all.size()) {
            console.note("%s: %,d of %,d queries left out: they are blank, or stand in dev or val of %s or in a guard"
                    .formatted(name, all.size() - trains.size(), all.size(), target.name()));
        }
        return TrainingSet.of(dataset, trains);
    }
}
