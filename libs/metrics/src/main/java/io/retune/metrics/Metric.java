package io.retune.metrics;

import java.util.Locale;

/**
 * The ranking metrics at a cutoff k, as trec_eval 9 defines them. "Relevant" means a grade of 1 or more. Every metric
 * lies between 0 and 1, and is 0 for a query without relevant passages.
 */
public enum Metric {
    /**
     * trec_eval's {@code ndcg_cut}: discounted cumulative gain over the best one possible. The gain is the grade itself
     * (not 2^grade - 1), the discount log2(rank + 1); the best possible list ranks all relevant passages of the query,
     * found or not, by grade and is cut at k too. Järvelin and Kekäläinen, ACM TOIS 20 (2002), with the discount that
     * Burges et al. (ICML 2005) introduced.
     */
    NDCG {
        @Override
        double at(int k, GradedRanking ranking) {
            return ranking.cumulativeGain(k) / ranking.idealGain(k);
        }
    },
    /**
     * trec_eval's {@code map_cut}: the sum of the precisions at the ranks of the relevant passages up to k, divided by
     * the number of all relevant passages R, even if R is greater than k. Some libraries divide by min(R, k) instead.
     */
    MAP {
        @Override
        double at(int k, GradedRanking ranking) {
            double sum = 0;
            int found = 0;
            for (int rank = 0; rank < ranking.length(k); rank++) {
                if (ranking.isRelevant(rank)) {
                    found++;
                    sum += (double) found / (rank + 1);
                }
            }
            return sum / ranking.relevant();
        }
    },
    /** trec_eval's {@code recall}: relevant passages up to k over all relevant passages. */
    RECALL {
        @Override
        double at(int k, GradedRanking ranking) {
            return (double) ranking.relevantUpTo(k) / ranking.relevant();
        }
    },
    /** trec_eval's {@code P}: relevant passages up to k over k, also where the ranking is shorter than k. */
    PRECISION {
        @Override
        double at(int k, GradedRanking ranking) {
            return (double) ranking.relevantUpTo(k) / k;
        }
    },
    /** trec_eval's {@code recip_rank} of the ranking cut at k: 1 over the rank of the first relevant passage, or 0. */
    MRR {
        @Override
        double at(int k, GradedRanking ranking) {
            for (int rank = 0; rank < ranking.length(k); rank++) {
                if (ranking.isRelevant(rank)) {
                    return 1.0 / (rank + 1);
                }
            }
            return 0;
        }
    };

    /** The name at a cutoff in reports and JSON, such as {@code ndcg_at_10}. */
    public String at(int k) {
        return "%s_at_%d".formatted(name().toLowerCase(Locale.ROOT), k);
    }

    /** The value for a ranking of a query that has at least one relevant passage. */
    abstract double at(int k, GradedRanking ranking);
}
