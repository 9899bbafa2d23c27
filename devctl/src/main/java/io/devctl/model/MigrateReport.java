package io.devctl.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dev migrate} did.
 *
 * @param check the time that it took to learn what was to do
 * @param total the whole time, check included
 * @param share which part of the targets it was about, null for all that were asked for
 */
public record MigrateReport(
        List<TargetResult> targets,
        Duration check,
        Duration total,
        @Nullable Share share) {
    public MigrateReport {
        targets = List.copyOf(targets);
    }

    /** A report about all that was asked for. */
    public MigrateReport(List<TargetResult> targets, Duration check, Duration total) {
        this(targets, check, total, null);
    }

    /** The same as one of several. */
    public MigrateReport as(Share part) {
        return new MigrateReport(targets, check, total, part);
    }

    /** How many targets ended this way. */
    public int count(TargetResult.Outcome outcome) {
        return (int) targets.stream().filter(t -> t.outcome() == outcome).count();
    }
}
