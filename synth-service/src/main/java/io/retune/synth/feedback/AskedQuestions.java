package io.retune.synth.feedback;

import io.retune.events.EventException;
import io.retune.events.Feedback;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Collects an index' feedback, in whatever order the partitions give it, into the same questions. */
final class AskedQuestions {
    private final String index;
    private final Map<String, Question> byId = new TreeMap<>();

    AskedQuestions(String index) {
        this.index = index;
    }

    /** What people asked, and what they took. */
    record Question(String id, String text, Set<String> relevant, Optional<String> answer) {
        Question plus(Set<String> more, Optional<String> laterAnswer) {
            Set<String> all = new LinkedHashSet<>(relevant);
            all.addAll(more);
            return new Question(id, text, all, laterAnswer.or(() -> answer));
        }
    }

    /**
     * Adds what one person told. The last wording of a query counts; its documents add up, since people find different
     * ones.
     *
     * @throws EventException if it cannot become a query
     */
    void add(String queryId, Feedback feedback) {
        if (queryId == null || queryId.isBlank()) {
            throw new EventException("feedback: found no key, expected the query's id; correct the producer");
        }
        if (!StandardCharsets.UTF_8
                .newEncoder()
                .canEncode(queryId + feedback.query() + feedback.answer().orElse(""))) {
            throw new EventException(
                    "feedback: found half a surrogate pair, expected Unicode text; correct the producer");
        }
        if (!feedback.index().equals(index)) {
            return;
        }
        Set<String> relevant = new LinkedHashSet<>(feedback.relevant());
        Optional<String> answer = feedback.answer().filter(text -> !text.isBlank());
        Question before = byId.get(queryId);
        byId.put(
                queryId,
                new Question(queryId, feedback.query(), before == null ? Set.of() : before.relevant(), Optional.empty())
                        .plus(relevant, answer.or(() -> before == null ? Optional.empty() : before.answer())));
    }

    /** One question per wording: the same asked under several ids is one query with all its documents. */
    Collection<Question> distinct() {
        Map<String, Question> byWording = new LinkedHashMap<>();
        byId.values()
                .forEach(question -> byWording.merge(
                        question.text().strip().toLowerCase(Locale.ROOT),
                        question,
                        (first, again) -> first.plus(again.relevant(), again.answer())));
        return byWording.values();
    }
}
