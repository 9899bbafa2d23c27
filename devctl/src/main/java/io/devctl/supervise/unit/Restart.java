package io.devctl.supervise.unit;

import java.time.Duration;
import java.util.Objects;

/**
 * Whether and how a unit is started again by itself.
 *
 * @param backoff the wait before the first restart; doubles with each further one, give or take a fifth
 * @param maxBackoff the longest wait
 * @param stableAfter how long a process must have run until the waits and the count begin anew
 * @param maxRestarts how many restarts in a row are tried before it counts as failed
 */
public record Restart(Policy policy, Duration backoff, Duration maxBackoff, Duration stableAfter, int maxRestarts) {
    public Restart {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(maxBackoff, "maxBackoff");
        Objects.requireNonNull(stableAfter, "stableAfter");
    }

    /** The policy with a first wait of half a second, at most 30 s, 5 tries, and stable after 30 s. */
    public static Restart of(Policy policy) {
        return new Restart(policy, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(30), 5);
    }

    /** When a unit that ended is started again. */
    public enum Policy {
        /** Never. */
        NO,
        /** When it ended with another exit code than 0. */
        ON_FAILURE,
        /** Always; a task as ON_FAILURE, since it is meant to end. */
        ALWAYS
    }
}
