package io.retune.synth.feedback;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.dataset.leakage.Leak;
import io.retune.dataset.leakage.LeakageReport;
import io.retune.synth.feedback.AskedQuestions.Question;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A data set with feedback in its train split. Left out and counted is feedback on documents that the data set does not
 * have, on questions that it trains with already, and on questions that are, nearly to the letter, in a split that
 * judges or selects.
 *
 * @param dataset with the feedback; the very same object if none was added
 * @param counts {@code feedback} and, where there were any, {@code dropped_<reason>}
 */
public record FeedbackJoin(RagDataset dataset, Map<String, Integer> counts) {
    private static final String ADDED = "feedback";
    private static final String UNKNOWN_DOCUMENT = "dropped_unknown_document";
    private static final String JUDGED = "dropped_judged";
    private static final String KNOWN = "dropped_known";
    /** Ids that people chose and ids of the data set must not meet. */
    private static final String PREFIX = "feedback-";
    /** The split that holds the questions while they are compared with the others. */
    private static final String ASKED = "asked by people";

    static FeedbackJoin of(RagDataset dataset, Collection<Question> asked) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put(ADDED, 0);
        List<Question> usable = new ArrayList<>();
        for (Question question : asked) {
            Set<String> relevant = new LinkedHashSet<>(question.relevant());
            relevant.retainAll(dataset.corpus().keySet());
            String id = PREFIX + question.id();
            if (relevant.isEmpty()) {
                counts.merge(UNKNOWN_DOCUMENT, 1, Integer::sum);
            } else if (dataset.queries().containsKey(id)) {
                counts.merge(KNOWN, 1, Integer::sum);
            } else {
                usable.add(new Question(id, question.text(), new TreeSet<>(relevant), question.answer()));
            }
        }
        if (usable.isEmpty()) {
            return new FeedbackJoin(dataset, counts);
        }
        List<Question> kept = withoutLeaks(dataset, usable, counts);
        counts.put(ADDED, kept.size());
        return new FeedbackJoin(kept.isEmpty() ? dataset : joined(dataset, kept, RagDataset.TRAIN), counts);
    }

    private static List<Question> withoutLeaks(
            RagDataset dataset, List<Question> questions, Map<String, Integer> counts) {
        LeakageReport report = LeakageReport.of(joined(dataset, questions, ASKED));
        Set<String> judged = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (Leak leak : report.sameText()) {
            if (leak.split().equals(ASKED)) {
                judged.add(leak.query());
            } else if (leak.decidingSplit().equals(ASKED)) {
                known.add(leak.decidingQuery());
            }
        }
        report.nearlySameText().stream()
                .filter(leak -> leak.split().equals(ASKED))
                .forEach(leak -> judged.add(leak.query()));
        known.removeAll(judged);
        count(counts, JUDGED, judged.size());
        count(counts, KNOWN, known.size());
        return questions.stream()
                .filter(question -> !judged.contains(question.id()) && !known.contains(question.id()))
                .toList();
    }

    private static void count(Map<String, Integer> counts, String reason, int number) {
        if (number > 0) {
            counts.merge(reason, number, Integer::sum);
        }
    }

    private static RagDataset joined(RagDataset dataset, List<Question> questions, String split) {
        DatasetBuilder parts = parts(dataset);
        List<String> ids = new ArrayList<>(dataset.queriesSplit().getOrDefault(split, List.of()));
        for (Question question : questions) {
            parts.query(question.id(), question.text());
            question.relevant().forEach(document -> parts.relevant(question.id(), document));
            question.answer().ifPresent(answer -> parts.referenceAnswer(question.id(), answer));
            ids.add(question.id());
        }
        Map<String, List<String>> splits = new LinkedHashMap<>(dataset.queriesSplit());
        splits.put(split, ids);
        splits.forEach(parts::split);
        return parts.build();
    }

    /** Everything but the splits. */
    private static DatasetBuilder parts(RagDataset dataset) {
        DatasetBuilder parts = RagDataset.builder(dataset.name());
        dataset.corpus().forEach(parts::passage);
        dataset.queries().forEach(parts::query);
        dataset.relevantDocs()
                .forEach((query, grades) -> grades.forEach((id, grade) -> parts.relevant(query, id, grade)));
        dataset.negativeDocs().forEach((query, ids) -> ids.forEach(id -> parts.negative(query, id)));
        dataset.pairScores()
                .forEach((query, scores) -> scores.forEach((id, score) -> parts.pairScore(query, id, score)));
        dataset.referenceAnswers().forEach(parts::referenceAnswer);
        return parts;
    }
}
