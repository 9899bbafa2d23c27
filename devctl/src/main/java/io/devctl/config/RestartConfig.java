package io.devctl.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a service's process has ended by itself.
 *
 * @param backoff the pause before the first restart; it grows with each further one
 * @param maxRestarts restarts in a row after which devctl gives up; null for 5
 */
public record RestartConfig(
        Policy policy, Duration backoff, @Nullable Integer maxRestarts) {

    /** When to restart. */
    public enum Policy {
        NO,
        ON_FAILURE,
        ALWAYS
    }
}
