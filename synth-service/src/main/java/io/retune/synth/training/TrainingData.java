package io.retune.synth.training;

import io.micrometer.core.instrument.MeterRegistry;
import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import io.retune.events.RunContext;
import io.retune.events.TrainingDataReady;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import io.retune.synth.dataset.Datasets;
import io.retune.synth.feedback.FeedbackJoin;
import io.retune.synth.feedback.IndexFeedback;
import io.retune.synth.generation.Generated;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Stage training-data: the target with feedback and generated questions in its train split; nothing else changes. */
@ApplicationScoped
public class TrainingData {
    private static final String GIVEN = "given";
    private static final String SUFFIX = "-training";

    private final Datasets datasets;
    private final IndexFeedback feedback;
    private final SyntheticPart synthetic;
    private final MeterRegistry meters;

    TrainingData(Datasets datasets, IndexFeedback feedback, SyntheticPart synthetic, MeterRegistry meters) {
        this.datasets = datasets;
        this.feedback = feedback;
        this.synthetic = synthetic;
        this.meters = meters;
    }

    /**
     * Does the stage.
     *
     * @throws DatasetException if there is nothing to train on
     */
    public Outcome perform(StageScope scope) {
        RunContext context = scope.context();
        DatasetReference target = context.dataset().orElseThrow();
        RagDataset given = datasets.read(new DatasetReference(target.name() + SUFFIX, target.artifact()));
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put(GIVEN, train(given).size());
        FeedbackJoin joined = feedback.join(scope, given);
        add(counts, joined.counts());
        Optional<Generated> generated = synthetic.generate(scope, joined.dataset());
        generated.ifPresent(part -> add(counts, part.counts()));
        RagDataset made = generated.map(Generated::dataset).orElse(joined.dataset());
        requireTrain(made, target, counts);
        DatasetReference reference = made.equals(given) ? target : datasets.publish(made);
        scope.say(words(counts) + generated.map(part -> "; " + part.source()).orElse(""));
        count(counts);
        return Outcome.of(new TrainingDataReady(context.withTrainingData(reference), counts));
    }

    private static List<String> train(RagDataset dataset) {
        return dataset.queriesSplit().getOrDefault(RagDataset.TRAIN, List.of());
    }

    private static void requireTrain(RagDataset made, DatasetReference target, Map<String, Integer> counts) {
        if (train(made).isEmpty()) {
            throw new DatasetException(target.name() + ": there is nothing to train on (" + words(counts)
                    + "); expected queries in its train split, feedback of the index, or recipe.synthesis.passages"
                    + " over 0; add one of them");
        }
    }

    /** Feedback and generation may drop for a like reason. */
    private static void add(Map<String, Integer> counts, Map<String, Integer> more) {
        more.forEach((key, number) -> counts.merge(key, number, Integer::sum));
    }

    private static String words(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private void count(Map<String, Integer> counts) {
        counts.forEach((kind, number) ->
                meters.counter("retune.training.data", "kind", kind).increment(number));
    }
}
