package io.devctl.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the migrations did to one target.
 *
 * @param reason why it was skipped or failed; null otherwise
 * @param applied file names applied in this run, in order
 * @param error the failure, null unless the outcome is {@link Outcome#FAILED}
 */
public record TargetResult(
        Target target,
        Outcome outcome,
        @Nullable String reason,
        List<String> applied,
        Duration duration,
        @Nullable MigrationError error) {
    public TargetResult {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(duration, "duration");
        applied = List.copyOf(applied);
    }

    /** How a run ended for a target. */
    public enum Outcome {
        /** At least one migration was applied and none failed. */
        APPLIED,
        /** There was nothing to do. */
        CURRENT,
        /** A migration failed; what it did was rolled back. */
        FAILED,
        /** It was not tried, or stopped before a file that had failed elsewhere; the reason says why. */
        SKIPPED
    }
}
