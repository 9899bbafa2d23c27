package io.devctl.migrate;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts: each about twice as long as the one before, and none quite as long as anybody else's, so that
 * those who met once do not meet again.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer, but for the jitter
 */
public record Backoff(Duration first, Duration longest) {
    /** Half a second, at most ten. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** How far a pause may be from the rule, as a part of it. */
    private static final double JITTER = 0.25;

    private static final int MOST_DOUBLINGS = 20;

    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
    }

    /**
     * The pause after a failure.
     *
     * @param failures how many there have been in a row, from 1
     */
    Duration pause(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        double factor = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        return Duration.ofMillis(Math.round(Math.min(doubled, longest.toMillis()) * factor));
    }
}
