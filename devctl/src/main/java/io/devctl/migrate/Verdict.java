package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a target's files and its ledger.
 *
 * @param pending files to apply, in order
 * @param settled whether the records say what the ledger holds, so that the next check is cheap
 * @param drift what does not fit, null when all does
 */
record Verdict(
        TargetStatus status,
        List<MigrationFile> pending,
        boolean settled,
        @Nullable Drift drift,
        TargetFacts facts) {

    /** The verdict when the ledger holds the files and nothing else. */
    static Verdict current(Target target, LoadedSet set, TargetFacts facts) {
        String last = facts.lastName();
        String version = last == null ? null : MigrationFile.version(last);
        TargetStatus status =
                new TargetStatus(target, TargetState.CURRENT, null, facts.applied(), List.of(), version, set.head());
        return new Verdict(status, List.of(), true, null, facts);
    }

    /** The verdict from a ledger's content. */
    static Verdict of(Target target, LoadedSet set, TargetFacts facts, TargetFacts.Content content) {
        Set<String> applied = new HashSet<>();
        content.names().forEach(n -> applied.add(fileName(n)));
        List<MigrationFile> pending =
                set.files().stream().filter(f -> !applied.contains(f.name())).toList();
        String last = applied.isEmpty() ? null : Collections.max(applied);
        Drift drift = facts.lostTables() != null && facts.ledgerExists()
                ? new Drift("a migrated table is gone: '" + facts.lostTables() + "'", null, "bring it back")
                : drift(set, content, applied, pending, last);
        TargetFacts.Failure failure = facts.failure();
        TargetState state = TargetState.CURRENT;
        String reason = null;
        if (drift != null) {
            state = TargetState.DRIFTED;
            reason = drift.reason;
        } else if (failure != null && pending.stream().anyMatch(f -> f.name().equals(failure.file()))) {
            state = TargetState.FAILED;
            String line = failure.line() > 0 ? ":" + failure.line() : "";
            reason = failure.file() + line + ": " + failure.message();
        } else if (!pending.isEmpty()) {
            state = TargetState.PENDING;
        } else if (!facts.schemaExists()) {
            state = TargetState.PENDING;
            reason = "its schema does not exist yet";
        }
        TargetStatus status = new TargetStatus(
                target,
                state,
                reason,
                applied.size(),
                pending.stream().map(MigrationFile::name).toList(),
                last == null ? null : MigrationFile.version(last),
                set.head());
        return new Verdict(status, pending, facts.vouched() || facts.unwatchable(), drift, facts);
    }

    /** The verdict when there is a ledger that cannot be read. */
    static Verdict unreadable(MigrationTarget target, TargetFacts facts) {
        String ledger = target.target().schema() + "." + target.set().ledger().table();
        String reason = "no column of " + ledger + " is known to hold the migrations' names: name it under `ledger:`";
        return new Verdict(TargetStatus.unknown(target.target(), reason), List.of(), true, null, facts);
    }

    /**
     * What does not fit.
     *
     * @param file the one that it is about, null when it is about none
     * @param remedy what brings files and database together without a reset
     */
    record Drift(String reason, @Nullable String file, String remedy) {}

    private static @Nullable Drift drift(
            LoadedSet set,
            TargetFacts.Content content,
            Set<String> applied,
            List<MigrationFile> pending,
            @Nullable String last) {
        List<String> edited = new ArrayList<>();
        Set<String> missing = new HashSet<>(applied);
        Map<String, String> checksums = content.checksums();
        for (MigrationFile file : set.files()) {
            missing.remove(file.name());
            String then = checksums.get(file.name());
            if (applied.contains(file.name()) && then != null && !then.equals(file.checksum())) {
                edited.add(file.name());
            }
        }
        if (!edited.isEmpty()) {
            return new Drift(
                    "edited after it was applied: " + names(edited), edited.get(0), "put it back as it was applied");
        }
        if (!missing.isEmpty()) {
            List<String> sorted = missing.stream().sorted().toList();
            return new Drift(
                    "applied, but there is no such file: " + names(sorted), sorted.get(0), "bring the file back");
        }
        List<String> late = pending.stream()
                .map(MigrationFile::name)
                .filter(n -> last != null && n.compareTo(last) < 0)
                .toList();
        return late.isEmpty()
                ? null
                : new Drift(
                        "out of order, sorts before the applied '" + last + "': " + names(late),
                        late.get(0),
                        "rename it so that it sorts last");
    }

    private static String names(List<String> names) {
        String first = "'" + names.get(0) + "'";
        return names.size() == 1 ? first : first + " and " + (names.size() - 1) + " more";
    }

    /** The name of the file for a ledger's row: other runners leave the ending out. */
    static String fileName(String ledgerName) {
        return ledgerName.endsWith(".sql") ? ledgerName : ledgerName + ".sql";
    }
}
