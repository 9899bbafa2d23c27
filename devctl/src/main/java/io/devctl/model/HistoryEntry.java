package io.devctl.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A migration that a target's ledger holds.
 *
 * @param file its name, as the ledger has it
 * @param appliedAt when, {@code 2026-01-02 03:04:05+00}; null when the ledger does not say
 * @param took how long it took; null when it was not devctl that applied it, or not in one transaction
 * @param by which devctl, {@code devctl on build-7, pid 4711}; null when it was somebody else, or an older devctl
 */
public record HistoryEntry(
        Target target,
        String file,
        @Nullable String appliedAt,
        @Nullable Duration took,
        @Nullable String by) {
    public HistoryEntry {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(file, "file");
    }
}
