package io.devctl.migrate;

import io.devctl.migrate.alembic.AlembicHistory;
import io.devctl.migrate.alembic.Upgrades;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings one target up to date on one connection: lock, look again, apply, record. */
final class TargetRun {
    private final MigrationTarget target;
    private final LoadedSet set;
    private final Verdict planned;
    private final MigrateOptions options;
    private final EventSink events;
    private final Cancellation cancellation;
    private final ServiceProgress progress;
    private final Upgrades upgrades;

    private final List<String> applied = new ArrayList<>();
    private final long start = System.nanoTime();
    private @Nullable String failedFile;

    TargetRun(
            MigrationTarget target,
            LoadedSet set,
            Verdict planned,
            MigrateOptions options,
            EventSink events,
            Cancellation cancellation,
            ServiceProgress progress,
            Upgrades upgrades) {
        this.target = target;
        this.set = set;
        this.planned = planned;
        this.options = options;
        this.events = events;
        this.cancellation = cancellation;
        this.progress = progress;
        this.upgrades = upgrades;
    }

    /** The file that failed, null when none did. */
    @Nullable
    String failedFile() {
        return failedFile;
    }

    /**
     * Runs what is pending.
     *
     * @param stopBefore the file that failed on the service's first tenant, null when none did
     */
    TargetResult run(WorkSession work, @Nullable String stopBefore) throws InterruptedException {
        try {
            return locked(work, stopBefore);
        } catch (SqlFailure e) {
            if (cancellation.isCancelled()) {
                return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
            }
            String hint = e.sqlstate().equals("42501") ? "grant the role CREATE on the database" : null;
            return failed(Failures.of(
                    target.target().schema() + "." + set.usualForm().table(),
                    e.words() + (e.sqlstate().isEmpty() ? "" : " (SQLSTATE " + e.sqlstate() + ")"),
                    hint));
        } catch (DevctlException e) {
            return failed(Failures.of(
                    target.target().schema(),
                    String.valueOf(e.getMessage()),
                    e.hint().orElse(null)));
        }
    }

    private TargetResult locked(WorkSession work, @Nullable String stopBefore) throws SqlFailure, InterruptedException {
        TargetLock lock = new TargetLock(work.session(), target);
        if (!lock.take(options.lockWait(), cancellation, events)) {
            return cancellation.isCancelled()
                    ? result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null)
                    : result(
                            TargetResult.Outcome.FAILED,
                            Migrator.LOCKED,
                            Failures.of(
                                    target.target().schema(),
                                    "another devctl holds its lock: " + lock.holder(),
                                    "wait for it, or see dev migrate locks"));
        }
        try {
            OpenTarget open = OpenTarget.open(work, target, set, planned.facts(), options.lockTimeout());
            Verdict now = open.verdict();
            if (now.status().state() == TargetState.DRIFTED) {
                return drifted(now);
            }
            open.adopt(work.session());
            AlembicHistory history = set.history();
            return history == null
                    ? apply(work, open, now.pending(), stopBefore)
                    : upgrade(work, open, history, now.pending(), stopBefore);
        } finally {
            // a session that is not asked to give the lock back gives it back when it is closed
            if (work.session().isOpen() && !cancellation.isCancelled()) {
                lock.release();
            }
        }
    }

    private TargetResult apply(
            WorkSession work, OpenTarget open, List<MigrationFile> pending, @Nullable String stopBefore)
            throws SqlFailure {
        for (MigrationFile file : pending) {
            if (cancellation.isCancelled()) {
                return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
            }
            if (stopBefore != null && set.position(file.name()) >= set.position(stopBefore)) {
                return result(TargetResult.Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED, null);
            }
            long begun = System.nanoTime();
            try {
                new Applier(work, open, file, set, options.lockTimeout()).apply();
            } catch (DevctlException e) {
                failedFile = file.name();
                return failed(Failures.of(
                        file.shown(), String.valueOf(e.getMessage()), e.hint().orElse(null)));
            } catch (MigrationFailed e) {
                if (cancellation.isCancelled()) {
                    return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
                }
                failedFile = file.name();
                recordFailure(work, open, file, e.error());
                return failed(e.error());
            }
            applied.add(file.name());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            events.emit(progress.applied(target.target(), file.name(), took));
        }
        return result(applied.isEmpty() ? TargetResult.Outcome.CURRENT : TargetResult.Outcome.APPLIED, null, null);
    }

    /** What Alembic says is not believed: the ledger is read again. */
    private TargetResult upgrade(
            WorkSession work,
            OpenTarget before,
            AlembicHistory history,
            List<MigrationFile> pending,
            @Nullable String stopBefore)
            throws SqlFailure, InterruptedException {
        if (pending.isEmpty()) {
            return result(TargetResult.Outcome.CURRENT, null, null);
        }
        if (stopBefore != null && set.position(last(pending).name()) >= set.position(stopBefore)) {
            return result(TargetResult.Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED, null);
        }
        long begun = System.nanoTime();
        String schema = target.target().schema();
        Upgrades.Result said = upgrades.upgrade(history, schema, false, cancellation::isCancelled);
        List<MigrationFile> left = left(work);
        if (!left.isEmpty() && said.again() && !cancellation.isCancelled()) {
            // what the last target left in the interpreter may be in the way
            history.onlyOnePerTarget();
            said = upgrades.upgrade(history, schema, true, cancellation::isCancelled);
            left = left(work);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        for (MigrationFile file : pending) {
            if (!left.contains(file)) {
                applied.add(file.name());
                events.emit(progress.applied(target.target(), file.name(), took));
                took = Duration.ZERO;
            }
        }
        if (left.isEmpty()) {
            return result(TargetResult.Outcome.APPLIED, null, null);
        }
        if (cancellation.isCancelled()) {
            return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
        }
        MigrationError error = said.error();
        // a transaction around all of them takes back those that went well
        String named = error == null ? "" : error.file();
        MigrationFile failed = left.stream()
                .filter(file -> file.shown().equals(named))
                .findFirst()
                .orElse(left.get(0));
        failedFile = failed.name();
        if (error == null) {
            error = Failures.of(
                    failed.shown(),
                    "Alembic says that it is done, but " + schema + "."
                            + before.form().table() + " lacks '" + failed.version() + "'",
                    "env.py has to migrate the schema that the environment names, and keep its version table there");
        }
        String first = error.message().lines().findFirst().orElse("");
        recordFailure(
                work,
                before,
                failed,
                new MigrationError(error.file(), error.line(), 0, null, first, null, error.hint()));
        return result(TargetResult.Outcome.FAILED, first, error);
    }

    private static MigrationFile last(List<MigrationFile> files) {
        return files.get(files.size() - 1);
    }

    /** What is pending now; the records are brought up to date with it. */
    private List<MigrationFile> left(WorkSession work) throws SqlFailure {
        OpenTarget open = OpenTarget.open(work, target, set, planned.facts(), options.lockTimeout());
        Verdict now = open.verdict();
        if (now.drift() == null) {
            open.adopt(work.session());
        }
        if (now.pending().isEmpty()) {
            work.session().send("delete from devctl.failures where target_id = " + open.id());
        }
        return now.pending();
    }

    private static void recordFailure(WorkSession work, OpenTarget open, MigrationFile file, MigrationError error)
            throws SqlFailure {
        if (!work.session().isOpen()) {
            return;
        }
        Message message = new Message();
        work.reset(message);
        message.own("insert into devctl.failures(target_id, name, line, sqlstate, message) values (" + open.id() + ", "
                + Sql.text(file.name()) + ", " + error.line() + ", " + Sql.text(error.sqlstate()) + ", "
                + Sql.text(error.message()) + ") on conflict (target_id) do update set name = excluded.name,"
                + " line = excluded.line, sqlstate = excluded.sqlstate, message = excluded.message, failed_at = now()");
        WorkSession.tidy(message);
        work.session().send(message.sql());
    }

    /** What is drifted is left alone: what to do about it is for the user to say. */
    static MigrationError drift(Verdict verdict) {
        Verdict.Drift drift = Objects.requireNonNull(verdict.drift(), "only of a drifted target");
        LedgerForm form = verdict.facts().form();
        String ledger = form == null ? "" : form.table();
        String file = Objects.requireNonNullElse(drift.file(), ledger);
        // the same words for every tenant, so that they are told once
        String hint = drift.remedy() + ", or dev reset --service "
                + verdict.status().target().service();
        return Failures.of(file, drift.reason(), hint);
    }

    private TargetResult drifted(Verdict verdict) {
        return new TargetResult(
                target.target(),
                TargetResult.Outcome.FAILED,
                verdict.status().reason(),
                List.of(),
                elapsed(),
                drift(verdict));
    }

    private TargetResult failed(MigrationError error) {
        return result(TargetResult.Outcome.FAILED, error.message(), error);
    }

    private TargetResult result(TargetResult.Outcome outcome, @Nullable String reason, @Nullable MigrationError error) {
        return new TargetResult(target.target(), outcome, reason, applied, elapsed(), error);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The event of an applied file. */
    interface ServiceProgress {
        Event applied(Target target, String file, Duration took);
    }
}
