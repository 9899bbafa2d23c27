package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings one target up to date on one connection: lock, look again, apply, record; and anew where it fails for a time. */
final class TargetRun {
    private final MigrationTarget target;
    private final LoadedSet set;
    private final Verdict planned;
    private final MigrateOptions options;
    private final EventSink events;
    private final Cancellation cancellation;
    private final EnginePool engines;
    private final TargetReport report;

    private int failures;
    /** How often it failed since a file was last applied. */
    private int failuresSince;

    private int appliedThen;
    private @Nullable Passing last;

    TargetRun(
            MigrationTarget target,
            LoadedSet set,
            Verdict planned,
            MigrateOptions options,
            EventSink events,
            Cancellation cancellation,
            TargetReport.Progress progress,
            EnginePool engines) {
        this.target = target;
        this.set = set;
        this.planned = planned;
        this.options = options;
        this.events = events;
        this.cancellation = cancellation;
        this.engines = engines;
        this.report = new TargetReport(target, events, progress);
    }

    /** The file that failed, null when none did. */
    @Nullable
    String failedFile() {
        return report.failedFile();
    }

    /** A connection that is made when it is needed, and again when it broke. */
    interface Connector {
        WorkSession session() throws SQLException, SqlFailure;

        /** The connection is of no use any more. */
        void drop();
    }

    /**
     * Runs what is pending, again where it fails for a reason that passes.
     *
     * @param stopBefore the file that failed on the service's first tenant, null when none did
     * @throws SQLException when there is no connection at all
     */
    TargetResult run(Connector connector, @Nullable String stopBefore)
            throws InterruptedException, SQLException, SqlFailure {
        TargetResult result = null;
        while (true) {
            try {
                return locked(connector.session(), stopBefore);
            } catch (Passing e) {
                last = e;
                result = e.result();
                if (!tryAgain(e.file(), result.error())) {
                    return giveUp(connector, result);
                }
                connector.drop();
            } catch (SqlFailure e) {
                result = failed(e);
                if (e.isConnectionLost()) {
                    connector.drop();
                }
                if (!e.isPassing() || !tryAgain(null, result.error())) {
                    return giveUp(connector, result);
                }
            } catch (SQLException e) {
                MigrationError error = Failures.of(target.target().schema(), String.valueOf(e.getMessage()), null);
                if (cancellation.isCancelled()) {
                    return report.skipped(Migrator.CANCELLED);
                }
                if (!SqlFailure.isPassing(e) || !tryAgain(null, error)) {
                    if (result == null) {
                        throw e;
                    }
                    return result;
                }
            } catch (DevctlException e) {
                return report.failed(Failures.of(
                        target.target().schema(),
                        String.valueOf(e.getMessage()),
                        e.hint().orElse(null)));
            }
        }
    }

    /** Waits for the next attempt; false when there is none. */
    private boolean tryAgain(@Nullable String file, @Nullable MigrationError error) throws InterruptedException {
        int retries = set.set().limits().retries();
        if (report.count() > appliedThen) {
            appliedThen = report.count();
            failuresSince = 0;
        }
        failures++;
        if (failuresSince >= retries || cancellation.isCancelled()) {
            return false;
        }
        failuresSince++;
        Duration pause = options.backoff().pause(failuresSince);
        String reason = error == null
                ? "it failed"
                : error.message().lines().findFirst().orElse("");
        events.emit(new Event.Retrying(target.target(), file, reason, failuresSince + 1, retries + 1, pause));
        cancellation.pause(pause);
        return true;
    }

    private TargetResult giveUp(Connector connector, TargetResult result) {
        if (cancellation.isCancelled()) {
            return report.skipped(Migrator.CANCELLED);
        }
        if (last != null && result.error() != null) {
            try {
                FailureRecord.keep(connector.session(), last.target(), String.valueOf(last.file()), result.error());
            } catch (SQLException | SqlFailure unreachable) {
                connector.drop(); // what is not recorded is reported all the same
            }
        }
        return result;
    }

    private TargetResult failed(SqlFailure e) {
        String hint =
                e.sqlstate().equals("42501") ? "grant the role CREATE on the database, or name another role" : null;
        return report.failed(Failures.of(
                target.ledgerSchema() + "." + set.usualForm().table(),
                e.words() + (e.sqlstate().isEmpty() ? "" : " (SQLSTATE " + e.sqlstate() + ")"),
                hint));
    }

    private TargetResult locked(WorkSession work, @Nullable String stopBefore)
            throws SqlFailure, InterruptedException, Passing {
        TargetLock lock = new TargetLock(work.session(), target);
        try {
            TargetResult result = resumed(work, lock, stopBefore);
            return result == null ? opened(work, lock, stopBefore) : result;
        } finally {
            // a session that is not asked to give the lock back gives it back when it is closed
            if (lock.isHeld() && work.session().isOpen() && !cancellation.isCancelled()) {
                release(lock);
            }
        }
    }

    /** What came of it when the target was what it was seen to be; null when it was not, and nothing was done. */
    private @Nullable TargetResult resumed(WorkSession work, TargetLock lock, @Nullable String stopBefore)
            throws SqlFailure, Passing {
        List<MigrationFile> wanted = options.bounds().within(set, planned.pending());
        if (failures > 0 || wanted.isEmpty() || !TargetOpening.canResume(set, planned)) {
            return null;
        }
        Message prefix = new Message();
        work.reset(prefix);
        OpenTarget open = TargetOpening.resume(prefix, target, set, planned, options.lockTimeout(), lock.key());
        try {
            return run(work, open, lock, prefix).apply(wanted, planned.pending().size(), stopBefore);
        } catch (FileRun.NotResumed e) {
            if (e.failure().isConnectionLost()) {
                throw e.failure();
            }
            if (!e.failure().sqlstate().equals(TargetLock.TAKEN)) {
                release(lock); // it may have been taken before the rest failed
            }
            return null;
        }
    }

    private TargetResult opened(WorkSession work, TargetLock lock, @Nullable String stopBefore)
            throws SqlFailure, InterruptedException, Passing {
        EngineRun foreign = new EngineRun(target, set, planned.facts(), options, cancellation, engines, report);
        if (set.tool() != null) {
            return lock.take(options.lockWait(), cancellation, events)
                    ? foreign.runTool(work, stopBefore != null)
                    : notLocked(lock);
        }
        OpenTarget open = open(work, lock);
        if (open == null) {
            return notLocked(lock);
        }
        Verdict now = open.verdict();
        if (now.status().state() == TargetState.DRIFTED) {
            return report.drifted(now);
        }
        List<MigrationFile> wanted = options.bounds().within(set, now.pending());
        Engine engine = set.engine();
        if (engine != null || wanted.isEmpty() || !open.isBlank()) {
            open.adopt(work.session());
        }
        if (engine != null) {
            return foreign.upgrade(work, open, engine, wanted, now.pending().size(), stopBefore);
        }
        settle(work, open, now.pending());
        try {
            return run(work, open, lock, null).apply(wanted, now.pending().size(), stopBefore);
        } catch (FileRun.NotResumed e) {
            throw e.failure();
        }
    }

    private FileRun run(WorkSession work, OpenTarget open, TargetLock lock, @Nullable Message prefix) {
        return new FileRun(work, open, set, options, cancellation, report, lock, prefix);
    }

    /** Takes the lock and opens the target, in one message where nobody else has the lock; null when it is not to be had. */
    private @Nullable OpenTarget open(WorkSession work, TargetLock lock) throws SqlFailure, InterruptedException {
        try {
            lock.held(true);
            return TargetOpening.open(work, target, set, planned.facts(), options.lockTimeout(), lock.statement());
        } catch (SqlFailure e) {
            if (!e.sqlstate().equals(TargetLock.TAKEN)) {
                throw e;
            }
            lock.held(false);
        }
        return lock.take(options.lockWait(), cancellation, events)
                ? TargetOpening.open(work, target, set, planned.facts(), options.lockTimeout())
                : null;
    }

    private TargetResult notLocked(TargetLock lock) throws SqlFailure {
        return cancellation.isCancelled()
                ? report.skipped(Migrator.CANCELLED)
                : report.result(
                        TargetResult.Outcome.FAILED,
                        Migrator.LOCKED,
                        Failures.of(
                                target.target().schema(),
                                "another devctl holds its lock: " + lock.holder(),
                                "wait for it, or see dev migrate locks"));
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
        List<MigrationFile> uncertain = last == null ? List.of() : last.uncertain();
        last = null;
        for (MigrationFile file : uncertain) {
            boolean ours = !pending.contains(file)
                    && !work.ask("select from devctl.applied where target_id = " + open.id() + " and name = "
                                    + Sql.text(open.form().key(file)) + " and applied_by = " + Sql.text(Runner.RUN))
                            .isEmpty();
            if (ours) {
                report.finished(file, Duration.ZERO);
            }
        }
    }
}
