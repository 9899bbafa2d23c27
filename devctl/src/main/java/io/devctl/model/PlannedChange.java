package io.devctl.model;

import org.jspecify.annotations.Nullable;

/**
 * What {@code dev up} would do with one service or task.
 *
 * @param cause why, in words; null when it needs none
 */
public record PlannedChange(
        String service, Action action, @Nullable String cause) {
    /** What would be done. */
    public enum Action {
        /** It runs, and goes on as it is. */
        KEEP,
        /** It does not run. */
        START,
        /** It runs, and is not wanted any more. */
        STOP,
        /** It runs with something that has changed since. */
        RESTART
    }
}
