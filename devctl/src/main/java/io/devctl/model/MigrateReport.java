package io.devctl.model;

import java.time.Duration;
import java.util.List;

/**
 * What {@code dev migrate} did.
 *
 * @param check the time that it took to learn what was to do
 * @param total the whole time, check included
 */
public record MigrateReport(List<TargetResult> targets, Duration check, Duration total) {
    public MigrateReport {
        targets = List.copyOf(targets);
    }

    /** How many targets ended this way. */
    public int count(TargetResult.Outcome outcome) {
        return (int) targets.stream().filter(t -> t.outcome() == outcome).count();
    }
}
