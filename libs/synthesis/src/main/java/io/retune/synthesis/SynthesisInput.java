package io.retune.synthesis;

import io.retune.dataset.RagDataset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to make questions for.
 *
 * @param corpus document id to passage text: all passages, since what is distinctive depends on the others
 * @param passages the ids of the passages that need questions, each once
 * @param questions questions there are already, whatever their split: a new one must not be like any of them
 */
public record SynthesisInput(Map<String, String> corpus, List<String> passages, List<String> questions) {
    public SynthesisInput {
        corpus = Collections.unmodifiableMap(new LinkedHashMap<>(corpus));
        passages = List.copyOf(passages);
        questions = List.copyOf(questions);
        Set<String> seen = new HashSet<>();
        for (String passage : passages) {
            if (!corpus.containsKey(passage) || !seen.add(passage)) {
                throw new IllegalArgumentException("passages: \"" + passage + "\" "
                        + (corpus.containsKey(passage) ? "twice" : "is not in the corpus")
                        + "; expected each passage of the corpus once at most");
            }
        }
    }

    /** The passages of a data set that are relevant to no query of it. */
    public static SynthesisInput of(RagDataset dataset) {
        Set<String> answered = new HashSet<>();
        dataset.relevantDocs()
                .values()
                .forEach(grades -> grades.forEach((document, grade) -> {
                    if (grade > 0) {
                        answered.add(document);
                    }
                }));
        List<String> open = dataset.corpus().keySet().stream()
                .filter(document -> !answered.contains(document))
                .toList();
        return new SynthesisInput(
                dataset.corpus(), open, List.copyOf(dataset.queries().values()));
    }

    /** All passages of a corpus that has no queries yet. */
    public static SynthesisInput of(Map<String, String> corpus) {
        return new SynthesisInput(corpus, List.copyOf(corpus.keySet()), List.of());
    }

    /** The text of a passage. */
    public String text(String passageId) {
        return corpus.get(passageId);
    }

    /** The same with these passages instead. */
    SynthesisInput withPassages(Collection<String> others) {
        return new SynthesisInput(corpus, List.copyOf(others), questions);
    }
}
