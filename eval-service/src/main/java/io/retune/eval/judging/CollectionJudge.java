package io.retune.eval.judging;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.events.DatasetReference;
import io.retune.events.JudgedSet;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.vectors.CollectionInfo;
import io.retune.vectors.Hit;
import io.retune.vectors.SearchMode;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a model by its judging collections: query vectors are read from Qdrant, and searched exactly there. */
@ApplicationScoped
public class CollectionJudge {
    /** As {@code retune compare} retrieves: far beyond the largest cutoff. */
    private static final int TOP_K = 100;

    private static final int RECALL_AT = 10;
    private static final int BATCH = 64;

    private final ArtifactStore artifacts;
    private final VectorStore vectors;

    CollectionJudge(ArtifactStore artifacts, VectorStore vectors) {
        this.artifacts = artifacts;
        this.vectors = vectors;
    }

    /** Reads a data set from the artifact store, and calls it what the reference calls it. */
    public RagDataset read(DatasetReference reference) {
        return DatasetReader.read(
                artifacts.open(reference.artifact()).resolve(DatasetReference.FILE), reference.name());
    }

    /** Hears how many queries were asked. */
    public interface Progress {
        /** Some were asked; may throw to stop. */
        void report(int done, int total);
    }

    /**
     * Judges a model on some of a data set's queries.
     *
     * @throws JudgingException if the collections do not hold the data set
     */
    public Judgement judge(JudgedSet set, JudgedQueries judged, Progress progress) {
        CollectionInfo passages = vectors.describe(set.passages())
                .orElseThrow(
                        () -> missing(set.passages(), judged.dataset().corpus().size() + " passages", "no collection"));
        requireComplete(
                set.passages(), passages.points(), judged.dataset().corpus().size());
        Map<String, float[]> queries = vectors.vectors(set.queries(), judged.queries());
        requireComplete(set.queries(), queries.size(), judged.queries().size());
        boolean indexed = passages.indexedVectors() > 0;
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        int found = 0;
        for (int start = 0; start < judged.queries().size(); start += BATCH) {
            List<String> ids =
                    judged.queries().subList(start, Math.min(judged.queries().size(), start + BATCH));
            List<float[]> batch = ids.stream().map(queries::get).toList();
            List<List<Hit>> exact = vectors.search(set.passages(), batch, TOP_K, SearchMode.EXACT);
            for (int i = 0; i < ids.size(); i++) {
                rankings.put(ids.get(i), ranking(exact.get(i)));
            }
            if (indexed) {
                found += agreement(exact, vectors.search(set.passages(), batch, RECALL_AT, SearchMode.APPROXIMATE));
            }
            progress.report(start + ids.size(), judged.queries().size());
        }
        int best = judged.queries().size()
                * Math.min(RECALL_AT, judged.dataset().corpus().size());
        return new Judgement(
                judged,
                judged.dataset().corpus().size(),
                new RankingMetrics().evaluate(qrels(judged), new Run(rankings)),
                indexed ? new ApproximateSearch(Optional.of((double) found / best)) : ApproximateSearch.NOT_MEASURED);
    }

    private static Ranking ranking(List<Hit> hits) {
        List<String> ids = new ArrayList<>(hits.size());
        float[] scores = new float[hits.size()];
        for (int i = 0; i < scores.length; i++) {
            ids.add(hits.get(i).docId());
            scores[i] = hits.get(i).score();
        }
        return Ranking.of(ids, scores);
    }

    private static int agreement(List<List<Hit>> exact, List<List<Hit>> approximate) {
        int found = 0;
        for (int i = 0; i < exact.size(); i++) {
            Set<String> ids = new HashSet<>();
            exact.get(i).stream().limit(RECALL_AT).forEach(hit -> ids.add(hit.docId()));
            found += (int) approximate.get(i).stream()
                    .filter(hit -> ids.contains(hit.docId()))
                    .count();
        }
        return found;
    }

    private static Qrels qrels(JudgedQueries judged) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        judged.queries()
                .forEach(id -> grades.put(id, judged.dataset().relevantDocs().get(id)));
        return new Qrels(grades);
    }

    private static void requireComplete(String collection, long found, int expected) {
        if (found < expected) {
            throw missing(collection, Integer.toString(expected), Long.toString(found));
        }
    }

    private static JudgingException missing(String collection, String expected, String found) {
        return new JudgingException("collection " + collection + ": found " + found + ", expected " + expected
                + "; somebody deleted from it: start the run again, it will be filled anew");
    }
}
