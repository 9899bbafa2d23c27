package io.devctl.model;

import java.util.List;
import java.util.Objects;

/**
 * What {@code dev migrate} would do to one target.
 *
 * @param files what would be applied, in order; empty for a target that is current, or that would be left alone
 */
public record PlannedTarget(TargetStatus status, List<PlannedFile> files) {
    public PlannedTarget {
        Objects.requireNonNull(status, "status");
        files = List.copyOf(files);
    }

    /** Whether a run would fail here before it applied anything. */
    public boolean isRefused() {
        boolean wrong = status.state() == TargetState.DRIFTED || status.state() == TargetState.UNKNOWN;
        return wrong
                || (status.state() == TargetState.FAILED && status.pending().isEmpty());
    }
}
