package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import io.retune.metrics.Ranking;
import io.retune.training.search.PairScores;
import io.retune.training.search.PassageSearch;
import io.retune.training.search.QueryPassage;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Finds hard negatives by exact search over the whole corpus: by rank first, then without what is likely an unmarked
 * answer, then by score. A query is never given sure negatives filled up with others: where the range holds too few, it
 * gets fewer.
 *
 * <p>A teacher may judge what the model finds: the ranks are the model's, for they say what it finds hard; the scores
 * that limits are held against are the teacher's. (sentence-transformers' {@code cross_encoder} also ranks anew.)
 *
 * <p>Memory: the search's, and one block of queries with their candidates.
 */
public final class HardNegativeMiner {
    /** Queries whose candidates are looked through together. */
    private static final int BLOCK = 512;

    private final RagDataset dataset;
    private final PassageSearch search;
    private final Optional<PairScores> teacher;
    private final MiningOptions options;
    private final NearQueries nearQueries;
    private final NearTexts nearTexts;
    private final MiningTally tally;
    private final SplittableRandom random;

    private final List<QueryCandidates> block = new ArrayList<>();
    private final Map<String, List<String>> negatives = new LinkedHashMap<>();
    private final Map<String, Map<String, Float>> teacherScores = new LinkedHashMap<>();

    /**
     * The data set with negatives, and what was done.
     *
     * @param dataset the queries that were mined for have new {@code negative_docs}; with a teacher also
     *     {@code pair_scores}, the teacher's, of their relevant passages and all their negatives
     */
    public record Result(RagDataset dataset, MiningAudit audit) {}

    private HardNegativeMiner(
            RagDataset dataset,
            List<String> queryIds,
            PassageSearch search,
            Optional<PairScores> teacher,
            MiningOptions options) {
        this.dataset = dataset;
        this.search = search;
        this.teacher = teacher;
        this.options = options;
        this.nearQueries = new NearQueries(dataset, queryIds, search, options.unmarked());
        this.nearTexts = new NearTexts(dataset, options.unmarked().passageSimilarity());
        this.tally = new MiningTally(dataset, queryIds.size());
        this.random = new SplittableRandom(options.seed());
    }

    /**
     * Mines for some queries of a data set by one model alone.
     *
     * @param queryIds each with a relevant passage
     * @param search the model on the data set's whole corpus
     */
    public static Result mine(RagDataset dataset, List<String> queryIds, PassageSearch search, MiningOptions options) {
        return mine(dataset, queryIds, search, Optional.empty(), options);
    }

    /**
     * Mines for some queries of a data set. A further round, with a model tuned on the first one's negatives, is the
     * same call on the data set that came out of it.
     *
     * @param queryIds each with a relevant passage
     * @param search the model on the data set's whole corpus
     * @param teacher whose scores of positives and candidates count, if not the model's own
     */
    public static Result mine(
            RagDataset dataset,
            List<String> queryIds,
            PassageSearch search,
            Optional<PairScores> teacher,
            MiningOptions options) {
        return new HardNegativeMiner(dataset, queryIds, search, teacher, options).run(queryIds);
    }

    private Result run(List<String> queryIds) {
        search.nearest(queryIds, options.rangeMax() + mostRelevant(queryIds), (query, found) -> {
            block.add(inRange(query, found));
            if (block.size() == BLOCK) {
                finishBlock();
            }
        });
        finishBlock();
        return new Result(withNegatives(queryIds), tally.audit());
    }

    /** The most ranks that a query's relevant passages and others with the same text can take. */
    private int mostRelevant(List<String> queryIds) {
        Object2IntOpenHashMap<String> copies = new Object2IntOpenHashMap<>();
        dataset.corpus().values().forEach(text -> copies.addTo(text, 1));
        return queryIds.stream()
                .mapToInt(query -> relevant(query).stream()
                        .map(dataset.corpus()::get)
                        .distinct()
                        .mapToInt(copies::getInt)
                        .sum())
                .max()
                .orElse(0);
    }

    private List<String> relevant(String query) {
        List<String> ids = new ArrayList<>();
        dataset.relevantDocs().get(query).forEach((id, grade) -> {
            if (grade > 0) {
                ids.add(id);
            }
        });
        return ids;
    }

    private QueryCandidates inRange(String query, Ranking found) {
        QueryCandidates candidates = new QueryCandidates(query, relevant(query));
        Set<String> relevantIds = new HashSet<>(candidates.relevant());
        Set<String> relevantTexts = new HashSet<>();
        relevantIds.forEach(id -> relevantTexts.add(dataset.corpus().get(id)));
        Set<String> earlier = new HashSet<>(keptNegatives(query));
        int rank = 0;
        for (int i = 0; i < found.size() && rank < options.rangeMax(); i++) {
            String id = found.passageIds().get(i);
            if (relevantIds.contains(id)) {
                tally.removed(Removal.RELEVANT);
            } else if (relevantTexts.contains(dataset.corpus().get(id))) {
                tally.removed(Removal.SAME_TEXT_AS_RELEVANT);
            } else if (++rank <= options.rangeMin()) {
                tally.removed(Removal.ABOVE_RANGE_MIN);
            } else if (earlier.contains(id)) {
                tally.removed(Removal.ALREADY_NEGATIVE);
            } else {
                candidates.add(id, found.score(i));
            }
        }
        return candidates;
    }

    private List<String> keptNegatives(String query) {
        return options.earlier() == MiningOptions.Earlier.KEEP
                ? dataset.negativeDocs().getOrDefault(query, List.of())
                : List.of();
    }

    private void finishBlock() {
        nearQueries.remove(block, tally);
        nearTexts.remove(block, tally);
        score();
        for (QueryCandidates candidates : block) {
            double positive = candidates.relevantScores()[candidates.lowestRelevant()];
            candidates.remove(
                    candidate -> options.limits()
                            .reasonAgainst(candidates.score(candidate), positive)
                            .orElse(null),
                    tally);
            keep(candidates, choose(candidates.size(), random.split()));
        }
        block.clear();
    }

    /** Scores the relevant passages; with a teacher the candidates too, and negatives that are kept. */
    private void score() {
        List<QueryPassage> pairs = new ArrayList<>();
        for (QueryCandidates candidates : block) {
            candidates.relevant().forEach(id -> pairs.add(new QueryPassage(candidates.query(), id)));
            for (int i = 0; teacher.isPresent() && i < candidates.size(); i++) {
                pairs.add(new QueryPassage(candidates.query(), candidates.id(i)));
            }
            if (teacher.isPresent()) {
                keptNegatives(candidates.query()).forEach(id -> pairs.add(new QueryPassage(candidates.query(), id)));
            }
        }
        float[] scores = teacher.orElse(search).scores(pairs);
        int next = 0;
        for (QueryCandidates candidates : block) {
            int end = next + candidates.relevant().size();
            candidates.score(Arrays.copyOfRange(scores, next, end));
            next = end;
            for (int i = 0; teacher.isPresent() && i < candidates.size(); i++) {
                candidates.rescore(i, scores[next++]);
            }
            if (teacher.isPresent()) {
                Map<String, Float> ofKept = new LinkedHashMap<>();
                for (String id : keptNegatives(candidates.query())) {
                    ofKept.put(id, scores[next++]);
                }
                teacherScores.put(candidates.query(), ofKept);
            }
        }
    }

    private IntList choose(int candidates, SplittableRandom own) {
        IntArrayList left = new IntArrayList();
        for (int i = 0; i < candidates; i++) {
            left.add(i);
        }
        IntArrayList chosen = new IntArrayList();
        while (chosen.size() < options.negatives() && !left.isEmpty()) {
            int next = options.sampling() == MiningOptions.Sampling.TOP ? 0 : own.nextInt(left.size());
            chosen.add(left.removeInt(next));
        }
        return chosen;
    }

    private void keep(QueryCandidates candidates, IntList chosen) {
        String query = candidates.query();
        tally.chosen(candidates, chosen, options.negatives());
        List<String> all = new ArrayList<>(keptNegatives(query));
        chosen.forEach(candidate -> all.add(candidates.id(candidate)));
        if (!all.isEmpty()) {
            negatives.put(query, all);
        }
        if (teacher.isPresent()) {
            Map<String, Float> scores = teacherScores.get(query);
            for (int i = 0; i < candidates.relevant().size(); i++) {
                scores.put(candidates.relevant().get(i), candidates.relevantScores()[i]);
            }
            chosen.forEach(candidate -> scores.put(candidates.id(candidate), candidates.score(candidate)));
        }
    }

    private RagDataset withNegatives(List<String> queryIds) {
        Map<String, List<String>> all = new LinkedHashMap<>(dataset.negativeDocs());
        all.keySet().removeAll(new HashSet<>(queryIds));
        all.putAll(negatives);
        RagDataset mined = dataset.withNegatives(all);
        if (teacher.isEmpty()) {
            return mined;
        }
        Map<String, Map<String, Float>> scores = new LinkedHashMap<>(dataset.pairScores());
        scores.putAll(teacherScores);
        return mined.withPairScores(scores);
    }
}
