package io.devctl.migrate;

import static io.devctl.migrate.check.Rule.EMPTY_MIGRATION;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a target's files and its ledger.
 *
 * @param pending files to apply, in order
 * @param settled whether the records say what the ledger holds, so that the next check is cheap
 * @param drift what does not fit, null when all does
 * @param content what it follows from, null where that is not kept
 */
record Verdict(
        TargetStatus status,
        List<MigrationFile> pending,
        boolean settled,
        @Nullable Drift drift,
        TargetFacts facts,
        TargetFacts.@Nullable Content content) {

    Verdict(
            TargetStatus status,
            List<MigrationFile> pending,
            boolean settled,
            @Nullable Drift drift,
            TargetFacts facts) {
        this(status, pending, settled, drift, facts, null);
    }

    /** The same with the content from which it follows. */
    Verdict from(TargetFacts.@Nullable Content known) {
        return new Verdict(status, pending, settled, drift, facts, known);
    }

    /** The verdict when the ledger holds the files and nothing else. */
    static Verdict current(Target target, LoadedSet set, TargetFacts facts) {
        TargetStatus status =
                new TargetStatus(target, TargetState.CURRENT, null, facts.applied(), List.of(), set.head(), set.head());
        return new Verdict(status, List.of(), true, null, facts);
    }

    /** The verdict from a ledger's content. */
    static Verdict of(Target target, LoadedSet set, TargetFacts facts, TargetFacts.Content content) {
        if (set.tool() != null) {
            return ToolVerdict.of(target, set, facts, content);
        }
        LedgerForm form = Objects.requireNonNull(facts.form(), "of a ledger that can be read");
        Set<String> keys = content.held().keys();
        List<MigrationFile> applied = new ArrayList<>();
        List<MigrationFile> pending = new ArrayList<>();
        for (MigrationFile file : set.files()) {
            boolean held = keys.contains(form.key(file));
            (held && !(file.repeatable() && isChanged(file, form, content)) ? applied : pending).add(file);
        }
        String missed = facts.ledgerExists() ? facts.missed(keys) : null;
        Drift drift = missed != null
                ? Drift.of(
                        Drift.Kind.LOST_TABLE,
                        "a migrated table is gone: '" + missed + "'",
                        List.of(),
                        List.of(),
                        "create it again as its migrations do, or restore a backup")
                : drift(set, form, content, applied, pending);
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
                keys.size(),
                pending.stream().map(MigrationFile::name).toList(),
                current(set, form, content, applied),
                set.head());
        return new Verdict(status, pending, facts.vouched() || facts.unwatchable(), drift, facts);
    }

    /** The last applied version: of a file, or of a row for which there is no file when it is later. */
    private static @Nullable String current(
            LoadedSet set, LedgerForm form, TargetFacts.Content content, List<MigrationFile> applied) {
        String last = LoadedSet.last(applied);
        for (String key : missing(set, form, content)) {
            String version = key.contains("_") ? key.substring(0, key.indexOf('_')) : key;
            boolean later = last == null
                    || version.length() > last.length()
                    || (version.length() == last.length() && version.compareTo(last) > 0);
            last = later ? version : last;
        }
        return last;
    }

    /** The verdict when there is a ledger that cannot be read. */
    static Verdict unreadable(MigrationTarget target, TargetFacts facts) {
        String reason = Objects.requireNonNull(facts.unreadable(), "why it cannot be read");
        return new Verdict(TargetStatus.unknown(target.target(), reason), List.of(), true, null, facts);
    }

    /**
     * What does not fit.
     *
     * @param files the migrations that it is about; empty when it is about none
     * @param keys by what the records know them, in the same order; of edited and missing ones
     * @param details lines that explain it, a diff say; empty until {@link Drifts} has looked
     * @param remedy what brings files and database together
     */
    record Drift(Kind kind, String reason, List<String> files, List<String> keys, List<String> details, String remedy) {
        /** What is the matter. */
        enum Kind {
            EDITED,
            MISSING,
            OUT_OF_ORDER,
            LOST_TABLE,
            LEDGER,
            /** Nothing is wrong with the target, but with a file that it lacks. */
            UNFILLED
        }

        Drift {
            files = List.copyOf(files);
            keys = List.copyOf(keys);
            details = List.copyOf(details);
        }

        static Drift of(Kind kind, String reason, List<String> files, List<String> keys, String remedy) {
            return new Drift(kind, reason, files, keys, List.of(), remedy);
        }

        /** The same with what {@link Drifts} found out. */
        Drift explained(List<String> lines, String wayOut) {
            return new Drift(kind, reason, files, keys, lines, wayOut);
        }

        String file() {
            return files.isEmpty() ? "" : files.get(0);
        }
    }

    /** The same with an explained drift. */
    Verdict with(Drift explained) {
        return new Verdict(status, pending, settled, explained, facts);
    }

    /** The verdict of a run that would apply a file which nobody has filled in yet. */
    Verdict unfilled(MigrationFile file) {
        String reason = "has no statement: nobody has filled it in";
        Drift drift = Drift.of(
                Drift.Kind.UNFILLED,
                reason,
                List.of(file.shown()),
                List.of(),
                String.valueOf(EMPTY_MIGRATION.instead()));
        TargetStatus refused = new TargetStatus(
                status.target(),
                TargetState.FAILED,
                "'" + file.name() + "' " + reason,
                status.applied(),
                List.of(),
                status.current(),
                status.head());
        return new Verdict(refused, pending, settled, drift, facts);
    }

    /** Whether it is {@link #unfilled}. */
    boolean isUnfilled() {
        return drift != null && drift.kind() == Drift.Kind.UNFILLED;
    }

    /** The verdict when something is missing that `verify:` names. */
    Verdict unverified(String reason) {
        Drift lost =
                Drift.of(Drift.Kind.LOST_TABLE, reason, List.of(), List.of(), "bring it back, or correct `verify:`");
        TargetStatus drifted = new TargetStatus(
                status.target(),
                TargetState.DRIFTED,
                reason,
                status.applied(),
                status.pending(),
                status.current(),
                status.head());
        return new Verdict(drifted, pending, settled, lost, facts);
    }

    private static @Nullable Drift drift(
            LoadedSet set,
            LedgerForm form,
            TargetFacts.Content content,
            List<MigrationFile> applied,
            List<MigrationFile> pending) {
        Engine engine = set.engine();
        Held.Problem problem = content.held().problem();
        if (problem == null && engine != null && !pending.isEmpty()) {
            problem = engine.refusal();
        }
        if (problem != null) {
            return Drift.of(Drift.Kind.LEDGER, problem.reason(), List.of(), List.of(), problem.remedy());
        }
        List<MigrationFile> changed =
                applied.stream().filter(file -> isChanged(file, form, content)).toList();
        List<String> edited = changed.stream().map(MigrationFile::name).toList();
        if (!edited.isEmpty()) {
            return Drift.of(
                    Drift.Kind.EDITED,
                    "edited after it was applied: " + names(edited),
                    edited,
                    changed.stream().map(form::key).toList(),
                    "put it back as it was applied");
        }
        Set<String> missing = missing(set, form, content);
        if (!missing.isEmpty()) {
            List<String> sorted = missing.stream().sorted().toList();
            if (engine != null) {
                return Drift.of(
                        Drift.Kind.LEDGER,
                        "applied, but no file has the revision: " + names(sorted),
                        List.of(),
                        sorted,
                        engine.remedy(sorted.get(0)));
            }
            return Drift.of(
                    Drift.Kind.MISSING,
                    "applied, but there is no such file: " + names(sorted) + older(set, sorted),
                    sorted,
                    sorted,
                    "bring the file back");
        }
        if (engine != null) {
            // the graph says what follows what, and branches may come in any order
            return null;
        }
        MigrationFile last = lastInOrder(applied);
        List<String> late = pending.stream()
                .filter(file ->
                        last != null && !file.repeatable() && set.position(file.name()) < set.position(last.name()))
                .map(MigrationFile::name)
                .toList();
        return late.isEmpty() || last == null || set.set().rules().outOfOrder()
                ? null
                : Drift.of(
                        Drift.Kind.OUT_OF_ORDER,
                        "out of order, sorts before the applied '" + last.name() + "': " + names(late),
                        late,
                        List.of(),
                        "rename it so that it sorts last");
    }

    /** Where all that is missing would be newer than the newest file, the files are those of an older state. */
    private static String older(LoadedSet set, List<String> missing) {
        if (set.files().isEmpty()) {
            return "";
        }
        String newest = set.files().get(set.files().size() - 1).name();
        return missing.get(0).compareTo(newest) > 0
                ? " (the files are older than the database: they end with '" + newest + "')"
                : "";
    }

    private static @Nullable MigrationFile lastInOrder(List<MigrationFile> applied) {
        MigrationFile last = null;
        for (MigrationFile file : applied) {
            last = file.repeatable() ? last : file;
        }
        return last;
    }

    /** Whether a file is not what was applied: by the ledger's own word when it says that it is, else by devctl's record. */
    private static boolean isChanged(MigrationFile file, LedgerForm form, TargetFacts.Content content) {
        String key = form.key(file);
        Boolean matches = content.held().matches().get(key);
        if (Boolean.TRUE.equals(matches)) {
            return false;
        }
        String then = content.checksums().get(key);
        return then == null ? Boolean.FALSE.equals(matches) : !then.equals(file.checksum());
    }

    private static Set<String> missing(LoadedSet set, LedgerForm form, TargetFacts.Content content) {
        Set<String> missing = new HashSet<>(content.held().keys());
        set.files().forEach(file -> missing.remove(form.key(file)));
        return missing;
    }

    private static String names(List<String> names) {
        String first = "'" + names.get(0) + "'";
        return names.size() == 1 ? first : first + " and " + (names.size() - 1) + " more";
    }
}
