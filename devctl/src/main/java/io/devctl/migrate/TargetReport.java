package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a run did to one target so far, told as it happens, and what is to be said of it in the end. */
final class TargetReport {
    private final MigrationTarget target;
    private final EventSink events;
    private final Progress progress;
    private final List<String> applied = new ArrayList<>();
    private final long start = System.nanoTime();
    private @Nullable String failedFile;

    TargetReport(MigrationTarget target, EventSink events, Progress progress) {
        this.target = target;
        this.events = events;
        this.progress = progress;
    }

    /** The event of an applied file. */
    interface Progress {
        Event applied(Target target, String file, Duration took);
    }

    void started(MigrationFile file) {
        events.emit(new Event.MigrationStarted(target.target(), file.name()));
    }

    void resumed(MigrationFile file, String from) {
        events.emit(new Event.MigrationResumed(target.target(), file.name(), from));
    }

    void finished(MigrationFile file, Duration took) {
        applied.add(file.name());
        events.emit(progress.applied(target.target(), file.name(), took));
    }

    /** The same for several that were applied by another program in one go. */
    void finished(List<MigrationFile> files, Duration took) {
        Duration each = took;
        for (MigrationFile file : files) {
            finished(file, each);
            each = Duration.ZERO;
        }
    }

    /** How many files it was about so far. */
    int count() {
        return applied.size();
    }

    /** The file that failed, null when none did. */
    @Nullable
    String failedFile() {
        return failedFile;
    }

    void failedFile(@Nullable String file) {
        failedFile = file;
    }

    /** The failure is one of the last file that was applied. */
    void lastFileFailed() {
        failedFile = applied.get(applied.size() - 1);
    }

    TargetResult failed(MigrationError error) {
        return result(TargetResult.Outcome.FAILED, error.message(), error);
    }

    TargetResult skipped(String reason) {
        return result(TargetResult.Outcome.SKIPPED, reason, null);
    }

    /** The result when there was nothing to do, or nothing that was asked for. */
    TargetResult nothing(boolean current) {
        return current ? result(TargetResult.Outcome.CURRENT, null, null) : skipped(Migrator.OUT_OF_BOUNDS);
    }

    /** The result when all went well, unless what is to hold does not. */
    TargetResult applied(@Nullable String unverified) {
        if (unverified == null) {
            return result(TargetResult.Outcome.APPLIED, null, null);
        }
        return failed(Failures.of(
                target.target().schema(), unverified, "correct the migration with another one, or `verify:`"));
    }

    TargetResult result(TargetResult.Outcome outcome, @Nullable String reason, @Nullable MigrationError error) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new TargetResult(target.target(), outcome, reason, applied, elapsed, error);
    }

    TargetResult drifted(Verdict verdict) {
        return result(TargetResult.Outcome.FAILED, verdict.status().reason(), drift(verdict));
    }

    /** What is drifted is left alone: what to do about it is for the user to say. */
    static MigrationError drift(Verdict verdict) {
        Verdict.Drift drift = Objects.requireNonNull(verdict.drift(), "only of a drifted target");
        // the same words for every tenant, so that they are told once
        List<String> lines = new ArrayList<>(List.of(drift.reason()));
        lines.addAll(drift.details());
        LedgerForm form = verdict.facts().form();
        String file = drift.file().isEmpty() && form != null ? form.table() : drift.file();
        return Failures.of(file, String.join("\n", lines), drift.remedy());
    }
}
