package io.retune.synthesis;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What went in and what became of it. The numbers add up, or the object cannot be made: every passage has one outcome or
 * is a copy of another one, every request was answered, malformed, refused or lost, every pair is kept or dropped for
 * one reason.
 *
 * @param passages passages without questions that were given
 * @param copies passages with the text of an earlier one, for which nobody was asked again
 * @param resumed passages whose answer an earlier run had got; part of the outcomes
 * @param outcomes passages by outcome; outcomes without passages may be missing
 * @param calls requests of all those passages, in this run and earlier ones
 * @param pairs pairs that the sources gave, incomplete and surplus ones included
 * @param dropped pairs dropped, by reason; reasons without pairs may be missing
 * @param kept pairs in the result
 */
public record SynthesisCounts(
        int passages,
        int copies,
        int resumed,
        Map<Outcome, Integer> outcomes,
        CallCounts calls,
        int pairs,
        Map<DropReason, Integer> dropped,
        int kept) {
    public SynthesisCounts {
        outcomes = frozen(Outcome.class, outcomes);
        dropped = frozen(DropReason.class, dropped);
        int ended = sum(outcomes);
        require(passages == copies + ended, passages + " passages", copies + " copies and outcomes " + outcomes);
        require(resumed <= ended, resumed + " passages resumed", "outcomes " + outcomes);
        int replies = outcomes.getOrDefault(Outcome.ANSWERED, 0)
                + outcomes.getOrDefault(Outcome.REFUSED, 0)
                + calls.malformed()
                + calls.transientErrors();
        require(calls.requests() == replies, calls.toString(), "outcomes " + outcomes);
        require(pairs == sum(dropped) + kept, pairs + " pairs", kept + " kept and " + dropped + " dropped");
    }

    /** Passages with an outcome. */
    public int with(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** Pairs dropped for a reason. */
    public int dropped(DropReason reason) {
        return dropped.getOrDefault(reason, 0);
    }

    /** Requests after the first of a passage, whatever made them necessary. */
    public int retried() {
        return calls.requests() - with(Outcome.ANSWERED) - with(Outcome.UNREADABLE) - with(Outcome.REFUSED);
    }

    private static void require(boolean holds, String whole, String parts) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "synthesis: " + whole + " do not agree with " + parts + "; every count is one of a whole");
        }
    }

    private static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static <E extends Enum<E>> Map<E, Integer> frozen(Class<E> type, Map<E, Integer> counts) {
        Map<E, Integer> copy = new EnumMap<>(type);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
