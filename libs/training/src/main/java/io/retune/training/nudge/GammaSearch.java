package io.retune.training.nudge;

import io.retune.metrics.Qrels;
import io.retune.metrics.RankOrder;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.metrics.TopK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Chooses gamma on dev. Every product is formed once, whatever the number of gammas. */
final class GammaSearch {
    private static final double[] NUDGE_N_GRID = grid(25, 50);
    private static final double[] NUDGE_M_GRID = grid(41, 20);

    private final NudgeData data;
    private final TrainedPassages trained;
    private final List<String> ids;
    private final int[] tieRanks;

    GammaSearch(NudgeData data, TrainedPassages trained) {
        this.data = data;
        this.trained = trained;
        this.ids = IntStream.range(0, data.passages().rows())
                .mapToObj(Integer::toString)
                .toList();
        this.tieRanks = RankOrder.tieRanks(ids);
    }

    private static double[] grid(int points, double pointsPerUnit) {
        return IntStream.range(0, points).mapToDouble(i -> i / pointsPerUnit).toArray();
    }

    GammaChoice choose(NudgeMethod method, GammaCriterion criterion) {
        if (method == NudgeMethod.NUDGE_M && criterion == GammaCriterion.TOP_1) {
            TopOneIntervals intervals = new TopOneIntervals(trained);
            products(1).forEachQuery((query, found) -> intervals.add(found, data, query));
            return intervals.best();
        }
        return onGrid(method, criterion, method == NudgeMethod.NUDGE_N ? NUDGE_N_GRID : NUDGE_M_GRID);
    }

    private DevProducts products(int depth) {
        return new DevProducts(data, trained, tieRanks, depth);
    }

    private GammaChoice onGrid(NudgeMethod method, GammaCriterion criterion, double[] grid) {
        double[] values = values(method, criterion, grid);
        int best = 0;
        for (int i = 1; i < grid.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return new GammaChoice(grid[best], values[best], values[0]);
    }

    private double[] values(NudgeMethod method, GammaCriterion criterion, double[] grid) {
        Mixture[] mixtures =
                Arrays.stream(grid).mapToObj(gamma -> method.at(gamma, trained)).toArray(Mixture[]::new);
        List<Map<String, Ranking>> rankings = new ArrayList<>();
        for (int i = 0; i < grid.length; i++) {
            rankings.add(new LinkedHashMap<>());
        }
        products(criterion.depth()).forEachQuery((query, found) -> {
            // Gammas are independent of each other: each fills a map of its own.
            IntStream.range(0, grid.length).parallel().forEach(i -> rankings.get(i)
                    .put(Integer.toString(query), rank(found, mixtures[i], criterion.depth())));
        });
        RankingMetrics metrics = new RankingMetrics(criterion.depth());
        return rankings.stream()
                .mapToDouble(found -> metrics.evaluate(qrels(), new Run(found)).mean(criterion.metric()))
                .toArray();
    }

    private Ranking rank(QueryProducts products, Mixture mixture, int depth) {
        TopK best = new TopK(depth, tieRanks);
        products.offer(mixture, trained, best);
        int[] rows = new int[best.size()];
        float[] scores = new float[rows.length];
        best.drain(rows, scores);
        return Ranking.of(Arrays.stream(rows).mapToObj(ids::get).toList(), scores);
    }

    private Qrels qrels() {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        for (int query = 0; query < data.dev().relevant().size(); query++) {
            Map<String, Integer> own = new LinkedHashMap<>();
            data.dev().relevant().get(query).forEach((row, grade) -> own.put(ids.get(row), grade));
            grades.put(Integer.toString(query), own);
        }
        return new Qrels(grades);
    }
}
