package io.retune.training.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** A query that is answered at rank 1 counts 1, any other 0. */
class AblationReportTest {
    private static final int QUERIES = 40;

    private final JudgedQueries judged = judged();

    @Test
    void anArmIsJudgedByTheMeanOfItsSeedsAgainstTheFirst() {
        ArmReports none = new ArmReports("none", List.of(report(i -> i < 10), report(i -> i < 14)));
        ArmReports given = new ArmReports("given", List.of(report(i -> i < 30), report(i -> i < 34)));
        ArmReports mined = new ArmReports("mined", List.of(report(i -> i < 15), report(i -> i < 9)));

        AblationTable table = AblationTable.of(judged, report(i -> i < 8), List.of(none, given, mined), 3);

        assertThat(table.rows())
                .extracting(AblationTable.Row::arm)
                .containsExactly("unchanged", "none", "given", "mined");
        AblationTable.Row better = table.rows().get(2);
        assertThat(better.mean()).isEqualTo(0.8, within(1e-12));
        assertThat(better.bySeed()).containsExactly(0.75, 0.85);
        assertThat(better.difference().orElseThrow().mean()).isEqualTo(0.5, within(1e-12));
        assertThat(better.difference().orElseThrow().low()).isPositive();
        assertThat(table.first().difference()).isEmpty();
        assertThat(table.best()).isSameAs(better);
        List<String> meaning = AblationReport.of(List.of(), table, List.of(table), Optional.of(table))
                .meaning();
        assertThat(meaning).hasSize(5);
        assertThat(meaning.get(0))
                .startsWith("made, dev: given is certainly better than none (+50.00 pp, +3")
                .endsWith(")");
        assertThat(meaning.get(1))
                .startsWith("made, dev: mined cannot be told from none (+0.00 pp, ")
                .contains("; 40 queries mostly show a difference from ")
                .endsWith(" pp on");
        assertThat(meaning.get(2)).startsWith("guard made, dev: given is certainly better");
        assertThat(meaning.get(3)).isEqualTo("highest on dev is given, 0.80000; the unchanged model has 0.20000");
        assertThat(meaning.get(4)).startsWith("made, dev: given is certainly better");
    }

    @Test
    void whatValSaysOfTheFirstArmIsSaidToo() {
        ArmReports none = new ArmReports("none", List.of(report(i -> i < 30)));
        ArmReports mined = new ArmReports("mined", List.of(report(i -> i < 10)));
        AblationTable table = AblationTable.of(judged, report(i -> i < 20), List.of(none, mined), 3);

        assertThat(AblationReport.of(List.of(), table, List.of(), Optional.of(table))
                        .meaning())
                .last()
                .isEqualTo("made, dev: none, the highest on dev, has 0.75000; the unchanged model has 0.50000");
    }

    @Test
    void noArmNeedBeAboveTheUnchangedModel() {
        ArmReports none = new ArmReports("none", List.of(report(i -> i < 10)));
        AblationTable table = AblationTable.of(judged, report(i -> i < 20), List.of(none), 3);

        assertThat(AblationReport.of(List.of(), table, List.of(), Optional.empty())
                        .meaning())
                .containsExactly("no arm is above the unchanged model on dev, 0.50000; the nearest is none, 0.25000");
    }

    private static JudgedQueries judged() {
        DatasetBuilder builder = RagDataset.builder("made");
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            builder.query("q" + i, "question " + i)
                    .passage("p" + i, "answer " + i)
                    .relevant("q" + i, "p" + i);
            queries.add("q" + i);
        }
        RagDataset dataset = builder.split(RagDataset.DEV, queries).build();
        return new JudgedQueries(dataset, RagDataset.DEV, queries, "all");
    }

    private MetricReport report(IntPredicate found) {
        Map<String, Ranking> rankings = new HashMap<>();
        for (int i = 0; i < QUERIES; i++) {
            rankings.put("q" + i, found.test(i) ? Ranking.of(List.of("p" + i), new float[] {1}) : Ranking.of(Map.of()));
        }
        return new RankingMetrics().evaluate(new Qrels(judged.dataset().relevantDocs()), new Run(rankings));
    }
}
