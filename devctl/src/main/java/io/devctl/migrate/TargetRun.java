package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
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
import java.sql.SQLException;
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
    private final EnginePool engines;

    private final List<String> applied = new ArrayList<>();
    private final long start = System.nanoTime();
    private @Nullable String failedFile;
    private @Nullable OpenTarget failedOpen;
    /** The file that was being applied when the connection broke, until the ledger says whether it was. */
    private @Nullable MigrationFile uncertain;

    private int failures;
    private long begun = start;

    TargetRun(
            MigrationTarget target,
            LoadedSet set,
            Verdict planned,
            MigrateOptions options,
            EventSink events,
            Cancellation cancellation,
            ServiceProgress progress,
            EnginePool engines) {
        this.target = target;
        this.set = set;
        this.planned = planned;
        this.options = options;
        this.events = events;
        this.cancellation = cancellation;
        this.progress = progress;
        this.engines = engines;
    }

    /** The file that failed, null when none did. */
    @Nullable
    String failedFile() {
        return failedFile;
    }

    /** A connection that is made when it is needed, and again when it broke. */
    interface Connector {
        WorkSession session() throws SQLException, SqlFailure;

        /** The connection is of no use any more. */
        void drop();
    }

    /** Something failed that may succeed a moment later. */
    private static final class Passing extends Exception {
        private final transient TargetResult result;
        private final @Nullable String file;

        Passing(TargetResult result, @Nullable String file, Throwable cause) {
            super(cause);
            this.result = result;
            this.file = file;
        }
    }

    /**
     * Runs what is pending, again where it fails for a reason that passes.
     *
     * @param stopBefore the file that failed on the service's first tenant, null when none did
     * @throws SQLException when there is no connection at all
     */
    TargetResult run(Connector connector, @Nullable String stopBefore)
            throws InterruptedException, SQLException, SqlFailure {
        TargetResult last = null;
        while (true) {
            try {
                return locked(connector.session(), stopBefore);
            } catch (Passing e) {
                last = e.result;
                if (!tryAgain(e.file, e.result.error())) {
                    return giveUp(connector, last);
                }
                connector.drop();
            } catch (SqlFailure e) {
                last = failed(e);
                if (e.isConnectionLost()) {
                    connector.drop();
                }
                if (!e.isPassing() || !tryAgain(null, last.error())) {
                    return giveUp(connector, last);
                }
            } catch (SQLException e) {
                MigrationError error = Failures.of(target.target().schema(), String.valueOf(e.getMessage()), null);
                if (cancellation.isCancelled()) {
                    return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
                }
                if (!SqlFailure.isPassing(e) || !tryAgain(null, error)) {
                    if (last == null) {
                        throw e;
                    }
                    return last;
                }
            } catch (DevctlException e) {
                return failed(Failures.of(
                        target.target().schema(),
                        String.valueOf(e.getMessage()),
                        e.hint().orElse(null)));
            }
        }
    }

    /** Waits for the next attempt; false when there is none. */
    private boolean tryAgain(@Nullable String file, @Nullable MigrationError error) throws InterruptedException {
        int retries = set.set().limits().retries();
        if (failures >= retries || cancellation.isCancelled()) {
            return false;
        }
        failures++;
        Duration pause = options.backoff().pause(failures);
        String reason = error == null
                ? "it failed"
                : error.message().lines().findFirst().orElse("");
        events.emit(new Event.Retrying(target.target(), file, reason, failures + 1, retries + 1, pause));
        cancellation.pause(pause);
        return true;
    }

    private TargetResult giveUp(Connector connector, TargetResult last) {
        if (cancellation.isCancelled()) {
            return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
        }
        if (failedOpen != null && last.error() != null) {
            try {
                WorkSession work = connector.session();
                recordFailure(work, failedOpen, String.valueOf(failedFile), last.error());
            } catch (SQLException | SqlFailure unreachable) {
                connector.drop(); // what is not recorded is reported all the same
            }
        }
        return last;
    }

    private TargetResult failed(SqlFailure e) {
        String hint = e.sqlstate().equals("42501") ? "grant the role CREATE on the database" : null;
        return failed(Failures.of(
                target.ledgerSchema() + "." + set.usualForm().table(),
                e.words() + (e.sqlstate().isEmpty() ? "" : " (SQLSTATE " + e.sqlstate() + ")"),
                hint));
    }

    private TargetResult locked(WorkSession work, @Nullable String stopBefore)
            throws SqlFailure, InterruptedException, Passing {
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
            if (set.tool() != null) {
                return runTool(work, stopBefore != null);
            }
            OpenTarget open = OpenTarget.open(work, target, set, planned.facts(), options.lockTimeout());
            Verdict now = open.verdict();
            if (now.status().state() == TargetState.DRIFTED) {
                return drifted(now);
            }
            open.adopt(work.session());
            List<MigrationFile> wanted = options.bounds().within(set, now.pending());
            Engine engine = set.engine();
            if (engine != null) {
                return upgrade(work, open, engine, wanted, now.pending().size(), stopBefore);
            }
            settle(work, open, now.pending());
            return apply(work, open, wanted, now.pending().size(), stopBefore);
        } finally {
            // a session that is not asked to give the lock back gives it back when it is closed
            if (work.session().isOpen() && !cancellation.isCancelled()) {
                release(lock);
            }
        }
    }

    /** The session may be gone without anybody having noticed. */
    private static void release(TargetLock lock) {
        try {
            lock.release();
        } catch (SqlFailure gone) {
            // with the session goes its lock
        }
    }

    /**
     * After a connection was lost during a commit: the lock is ours again, so the server has ended that session, and the
     * ledger says what became of it.
     */
    private void settle(WorkSession work, OpenTarget open, List<MigrationFile> pending) throws SqlFailure {
        MigrationFile file = uncertain;
        uncertain = null;
        if (file == null || pending.contains(file)) {
            return;
        }
        boolean ours = !work.ask("select from devctl.applied where target_id = " + open.id() + " and name = "
                        + Sql.text(open.form().key(file)) + " and applied_by = " + Sql.text(Runner.RUN))
                .isEmpty();
        if (ours) {
            finished(file);
        }
    }

    private void finished(MigrationFile file) {
        failures = 0;
        applied.add(file.name());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        events.emit(progress.applied(target.target(), file.name(), took));
    }

    private TargetResult apply(
            WorkSession work, OpenTarget open, List<MigrationFile> files, int pending, @Nullable String stopBefore)
            throws Passing, SqlFailure {
        failedFile = null;
        failedOpen = null;
        for (MigrationFile file : files) {
            if (cancellation.isCancelled()) {
                return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
            }
            if (stopBefore != null && set.position(file.name()) >= set.position(stopBefore)) {
                return result(TargetResult.Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED, null);
            }
            begun = System.nanoTime();
            events.emit(new Event.MigrationStarted(target.target(), file.name()));
            OpenTarget.Progress before = open.progress(file);
            if (before != null) {
                String from = Resumption.of(set.script(file), before).from();
                events.emit(new Event.MigrationResumed(target.target(), file.name(), from));
            }
            try {
                new Applier(work, open, file, set, options).apply();
            } catch (DevctlException e) {
                failedFile = file.name();
                return failed(Failures.of(
                        file.shown(), String.valueOf(e.getMessage()), e.hint().orElse(null)));
            } catch (MigrationFailed e) {
                SqlFailure failure = e.failure();
                if (cancellation.isCancelled()) {
                    return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
                }
                failedFile = file.name();
                failedOpen = open;
                if (failure != null && failure.isPassing()) {
                    if (failure.isConnectionLost()) {
                        uncertain = file;
                    }
                    throw new Passing(failed(e.error()), file.name(), e);
                }
                MigrationError error = new Hints(work, set, target).improve(e.error(), failure);
                TargetResult result = failed(error);
                try {
                    recordFailure(work, open, file.name(), error);
                } catch (SqlFailure unrecorded) {
                    return result; // what is not recorded is reported all the same
                }
                return result;
            }
            finished(file);
        }
        if (applied.isEmpty()) {
            return files.size() == pending
                    ? result(TargetResult.Outcome.CURRENT, null, null)
                    : result(TargetResult.Outcome.SKIPPED, Migrator.OUT_OF_BOUNDS, null);
        }
        // what is to hold is said of the last migration, not of each
        String unverified = files.size() == pending ? Verification.failure(work.session(), target) : null;
        if (unverified != null) {
            failedFile = applied.get(applied.size() - 1);
            return failed(Failures.of(
                    target.target().schema(), unverified, "correct the migration with another one, or `verify:`"));
        }
        return result(TargetResult.Outcome.APPLIED, null, null);
    }

    private TargetResult runTool(WorkSession work, boolean firstTenantFailed) throws SqlFailure, InterruptedException {
        failedFile = null;
        long started = System.nanoTime();
        ToolRun.Result run =
                new ToolRun(work, target, set, planned.facts(), options, cancellation).run(firstTenantFailed);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        for (MigrationFile file : run.done()) {
            applied.add(file.name());
            events.emit(progress.applied(target.target(), file.name(), took));
            took = Duration.ZERO;
        }
        MigrationError error = run.error();
        if (error == null) {
            return result(run.outcome(), run.reason(), null);
        }
        // whatever it was that failed, the other tenants would get it as well
        failedFile = set.files().get(0).name();
        return result(
                TargetResult.Outcome.FAILED, error.message().lines().findFirst().orElse(""), error);
    }

    private TargetResult upgrade(
            WorkSession work,
            OpenTarget open,
            Engine engine,
            List<MigrationFile> wanted,
            int pending,
            @Nullable String stopBefore)
            throws SqlFailure, InterruptedException {
        if (wanted.isEmpty()) {
            return pending == 0
                    ? result(TargetResult.Outcome.CURRENT, null, null)
                    : result(TargetResult.Outcome.SKIPPED, Migrator.OUT_OF_BOUNDS, null);
        }
        String last = wanted.get(wanted.size() - 1).name();
        if (stopBefore != null && set.position(last) >= set.position(stopBefore)) {
            return result(TargetResult.Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED, null);
        }
        Order order = engine.order(Order.Verb.UPGRADE, open.appliedKeys(), wanted);
        EngineWork.Outcome outcome = new EngineWork(
                        engines, engine, target, set, planned.facts(), options.lockTimeout(), cancellation::isCancelled)
                .run(work, order, now -> now.lacking(wanted).isEmpty());
        List<MigrationFile> lacking = outcome.lacking(wanted);
        Duration took = outcome.took();
        for (MigrationFile file : wanted) {
            if (!lacking.contains(file)) {
                applied.add(file.name());
                events.emit(progress.applied(target.target(), file.name(), took));
                took = Duration.ZERO;
            }
        }
        String schema = target.target().schema();
        if (lacking.isEmpty()) {
            String unverified = outcome.pending().isEmpty() ? Verification.failure(work.session(), target) : null;
            return unverified == null
                    ? result(TargetResult.Outcome.APPLIED, null, null)
                    : failed(Failures.of(schema, unverified, "correct the migration with another one, or `verify:`"));
        }
        if (cancellation.isCancelled()) {
            return result(TargetResult.Outcome.SKIPPED, Migrator.CANCELLED, null);
        }
        MigrationFile failed = broken(outcome, lacking);
        failedFile = failed.name();
        MigrationError error = EngineWork.error(
                outcome,
                failed,
                "Alembic says that it is done, but " + target.ledgerSchema() + "."
                        + open.form().table() + " lacks '" + failed.version() + "'");
        String first = error.message().lines().findFirst().orElse("");
        recordFailure(
                work,
                open,
                failed.name(),
                new MigrationError(error.file(), error.line(), 0, null, first, null, error.hint()));
        return result(TargetResult.Outcome.FAILED, first, error);
    }

    /** The one that broke: a transaction around all of them takes back those that went well. */
    private static MigrationFile broken(EngineWork.Outcome outcome, List<MigrationFile> lacking) {
        MigrationError error = outcome.error();
        String named = error == null ? "" : error.file();
        return lacking.stream()
                .filter(file -> file.shown().equals(named))
                .findFirst()
                .orElse(lacking.get(0));
    }

    private static void recordFailure(WorkSession work, OpenTarget open, String file, MigrationError error)
            throws SqlFailure {
        if (work.session().isOpen()) {
            recordFailure(work, open.id(), file, error);
        }
    }

    static void recordFailure(WorkSession work, String id, String file, MigrationError error) throws SqlFailure {
        Message message = new Message();
        work.reset(message);
        message.own("insert into devctl.failures(target_id, name, line, sqlstate, message) values (" + id + ", "
                + Sql.text(file) + ", " + error.line() + ", " + Sql.text(error.sqlstate()) + ", "
                + Sql.text(error.message()) + ") on conflict (target_id) do update set name = excluded.name,"
                + " line = excluded.line, sqlstate = excluded.sqlstate, message = excluded.message, failed_at = now()");
        WorkSession.tidy(message);
        work.session().send(message.sql());
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
