package io.devctl.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a target.
 *
 * @param reason why it is drifted, failed or unknown; null when there is nothing to explain
 * @param applied how many migrations the ledger holds
 * @param pending file names of the unapplied migrations, in the order in which they would run
 * @param current version of the last applied migration, null when none is
 * @param head version of the last migration there is a file for, null when there is none
 */
public record TargetStatus(
        Target target,
        TargetState state,
        @Nullable String reason,
        int applied,
        List<String> pending,
        @Nullable String current,
        @Nullable String head) {
    public TargetStatus {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        pending = List.copyOf(pending);
    }

    /** A target of which nothing can be known now, and why. */
    public static TargetStatus unknown(Target target, String reason) {
        return new TargetStatus(target, TargetState.UNKNOWN, reason, 0, List.of(), null, null);
    }
}
