package io.retune.cli.ablate;

import io.retune.cli.InputException;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.training.ablation.NegativesSource;
import io.retune.training.data.TrainingSet;
import io.retune.training.mining.HardNegativeMiner;
import io.retune.training.mining.MiningAudit;
import io.retune.training.mining.MiningOptions;
import io.retune.training.search.PassageSearch;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The training sets of the arms: the same queries and positives, other negatives.
 *
 * @param dataset as it was given
 * @param split whose train is trained on; only that is mined for, so that mining knows nothing of dev
 * @param search the base model on the whole corpus
 * @param mining of the arm that is mined
 * @param audited takes the audit of mining
 */
record ArmSets(
        RagDataset dataset, DevSplit split, PassageSearch search, MiningOptions mining, Consumer<MiningAudit> audited) {
    /** An arm's whole training set. */
    TrainingSet of(NegativesSource source) {
        return TrainingSet.of(
                switch (source) {
                    case NONE -> dataset.withNegatives(Map.of());
                    case GIVEN -> given();
                    case MINED -> mined();
                },
                split.train());
    }

    private RagDataset given() {
        if (split.train().stream().noneMatch(dataset.negativeDocs()::containsKey)) {
            throw new InputException(dataset.name() + ": negative_docs has none for the queries of train, expected some"
                    + " for the arm given; leave given out of --negatives or take a data set with negatives");
        }
        return dataset;
    }

    private RagDataset mined() {
        List<String> judged = split.train().stream()
                .filter(query -> dataset.relevantDocs().getOrDefault(query, Map.of()).values().stream()
                        .anyMatch(grade -> grade > 0))
                .toList();
        HardNegativeMiner.Result result = HardNegativeMiner.mine(dataset, judged, search, mining);
        audited.accept(result.audit());
        return result.dataset();
    }
}
