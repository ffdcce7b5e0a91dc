package io.retune.embed.deployment;

import io.retune.embed.generation.Generation;
import io.retune.events.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long a generation is kept. What is live stays; what was live stays for the grace period after it was replaced;
 * what never was is being built, until its promotion has ended otherwise.
 *
 * @param length of the grace period
 */
record GracePeriod(Duration length) {
    /** A promotion that has neither ended nor succeeded after this time never will. */
    private static final Duration ABANDONED = Duration.ofDays(7);

    boolean isOver(Generation generation, List<Deployment> history, boolean hasPromotionEnded, Instant now) {
        List<Deployment> mentions = history.stream()
                .filter(deployment -> mentions(deployment, generation.name()))
                .toList();
        if (mentions.isEmpty()) {
            return hasPromotionEnded || now.isAfter(generation.createdAt().plus(ABANDONED));
        }
        boolean isLive = history.get(history.size() - 1).generation().equals(generation.name());
        Instant replacedAt = mentions.get(mentions.size() - 1).at();
        return !isLive && now.isAfter(replacedAt.plus(length));
    }

    private static boolean mentions(Deployment deployment, String generation) {
        return deployment.generation().equals(generation)
                || deployment.previous().filter(generation::equals).isPresent();
    }
}
