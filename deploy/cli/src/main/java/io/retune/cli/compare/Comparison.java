package io.retune.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.ExitCode;
import io.retune.cli.console.Amounts;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.option.JsonOption;
import io.retune.metrics.gate.Decision;
import io.retune.metrics.gate.Gate;
import io.retune.metrics.gate.Guard;
import io.retune.metrics.significance.Difference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Base and candidate on the target and on every guard, with the gate's decision; as text and as JSON.
 *
 * @param target where the candidate must be better
 * @param guards where it must not be much worse
 * @param decision what follows
 * @param seed of the intervals
 */
public record Comparison(ModelPair target, List<ModelPair> guards, Decision decision, long seed) {
    /** Lets the gate decide. */
    public static Comparison of(ModelPair target, List<ModelPair> guards, double margin, long seed) {
        List<Guard> judged = guards.stream()
                .map(guard -> new Guard(guard.comparison(ModelPair.DECIDING), margin))
                .toList();
        return new Comparison(target, guards, Gate.decide(target.comparison(ModelPair.DECIDING), judged, seed), seed);
    }

    /** Writes the look at every data set down, and returns how often the target's queries have been looked at. */
    public long look(Looks ledger) {
        guards.forEach(guard -> look(ledger, guard));
        return look(ledger, target);
    }

    private long look(Looks ledger, ModelPair pair) {
        return ledger.add(
                pair.judged().dataset(),
                pair.judged().split(),
                pair.base().identity(),
                Optional.of(pair.candidate().identity()),
                decision.verdict().json());
    }

    /** What a command that ends with this comparison ends with. */
    public int exitCode() {
        return switch (decision.verdict()) {
            case PROMOTED -> ExitCode.DONE;
            case REJECTED -> ExitCode.REJECTED;
            case UNDECIDED -> ExitCode.UNDECIDED;
        };
    }

    /** The tables, then the decision and its reasons. */
    public String text() {
        StringBuilder text = new StringBuilder();
        table(text, "target", target);
        guards.forEach(guard -> table(text, "guard", guard));
        text.append("decision   ").append(decision.verdict().json());
        decision.reasons().forEach(reason -> text.append("\n           ").append(reason));
        return text.toString();
    }

    private void table(StringBuilder text, String role, ModelPair pair) {
        text.append(String.format(
                Locale.ROOT,
                "%s %s: %s queries, %s passages%n%-16s %8s %10s %11s   %-18s %s%n",
                role,
                pair.judged().dataset().name(),
                Amounts.count(pair.judged().queries().size()),
                Amounts.count(pair.base().passages()),
                "",
                "base",
                "candidate",
                "difference",
                "95 % interval",
                "p"));
        pair.differences(seed).forEach((metric, difference) -> {
            if (isShown(metric)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-16s %8.5f %10.5f %+8.2f pp   %+6.2f to %+6.2f   %.4f%n",
                        metric,
                        pair.base().metrics().mean(metric),
                        pair.candidate().metrics().mean(metric),
                        100 * difference.mean(),
                        100 * difference.low(),
                        100 * difference.high(),
                        difference.pValue()));
            }
        });
        text.append('\n');
    }

    /** All cutoffs of nDCG, which decides, and 10 of the others; JSON has them all. */
    private static boolean isShown(String metric) {
        return metric.startsWith("ndcg_at_") || metric.endsWith("_at_10");
    }

    /** The keys of {@code compare --json}, without {@code looks}. */
    public ObjectNode json() {
        ObjectNode root = JsonOption.object().put("decision", decision.verdict().json());
        decision.reasons().forEach(root.putArray("reasons")::add);
        root.set("target", json(target));
        var list = root.putArray("guards");
        guards.forEach(guard -> list.add(json(guard)));
        return root;
    }

    private ObjectNode json(ModelPair pair) {
        ObjectNode node = JsonOption.object()
                .put("dataset", pair.judged().dataset().name())
                .put("queries", pair.judged().queries().size())
                .put("passages", pair.base().passages());
        node.set("base", JsonOption.tree(pair.base().metrics().means()));
        node.set("candidate", JsonOption.tree(pair.candidate().metrics().means()));
        ObjectNode differences = node.putObject("difference");
        for (Map.Entry<String, Difference> entry : pair.differences(seed).entrySet()) {
            differences.set(entry.getKey(), JsonOption.tree(entry.getValue()));
        }
        return node;
    }
}
