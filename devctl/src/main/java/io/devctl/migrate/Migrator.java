package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Checks and migrates the targets of one database. Safe for use by several threads and by several processes at once. */
public final class Migrator {
    /** Reason of a target that was not tried, or stopped, because a file failed on the service's first tenant. */
    public static final String FIRST_TENANT_FAILED = "first-tenant-failed";
    /** Reason of a target of which an earlier set of the same service did not get to its end. */
    public static final String EARLIER_SET = "earlier-set-failed";
    /** Reason of a target that failed because another devctl held its lock for too long. */
    public static final String LOCKED = "locked";
    /** Reason of a target whose migration files cannot be read or understood. */
    public static final String BAD_FILE = "bad-file";
    /** Reason of a target that was left before its end because the run was cancelled. */
    public static final String CANCELLED = "cancelled";

    private final DataSource database;
    private final @Nullable Path cacheFile;
    private final Cancellation cancellation = new Cancellation();

    /** A migrator that reads every migration file each time. */
    public Migrator(DataSource database) {
        this(database, null);
    }

    /**
     * A migrator that remembers what it read.
     *
     * @param cacheFile where checksums of unchanged files are kept; may be lost at any time; null to keep none
     */
    public Migrator(DataSource database, @Nullable Path cacheFile) {
        this.database = Objects.requireNonNull(database, "database");
        this.cacheFile = cacheFile;
    }

    /**
     * The state of each target, in the order given. Takes no lock and writes nothing to the database; asks it one
     * question for all targets, and a second one when the answer leaves some open.
     *
     * @throws io.devctl.model.DevctlException UNAVAILABLE when the database cannot be asked
     */
    public List<TargetStatus> check(List<MigrationTarget> targets) {
        Sources sources = Sources.load(targets, cacheFile);
        List<Verdict> verdicts = ask(session -> new Check(session, sources.readable(), sources::set).run());
        return sources.inOrder(verdicts.stream().map(Verdict::status).toList(), Sources::unreadable);
    }

    /**
     * Applies what is pending. A migration that fails is in the report, and so is a set with a file that cannot be
     * understood; the other sets go on.
     *
     * @throws io.devctl.model.DevctlException as {@link #check} does
     */
    public MigrateReport migrate(List<MigrationTarget> targets, MigrateOptions options, EventSink events) {
        long start = System.nanoTime();
        Sources sources = Sources.load(targets, cacheFile);
        List<Verdict> verdicts = ask(session -> {
            List<Verdict> found = new Check(session, sources.readable(), sources::set).run();
            if (found.stream().anyMatch(v -> needsWork(v)) && !Records.isThere(session)) {
                Records.create(session);
            }
            return found;
        });
        Duration checked = Duration.ofNanos(System.nanoTime() - start);
        List<TargetStatus> statuses =
                sources.inOrder(verdicts.stream().map(Verdict::status).toList(), Sources::unreadable);
        events.emit(new Event.MigrationsChecked(statuses, checked));
        List<TargetResult> results =
                new Run(database, options, events, cancellation, sources::set).run(sources.readable(), verdicts);
        return new MigrateReport(
                sources.inOrder(results, Sources::notRun), checked, Duration.ofNanos(System.nanoTime() - start));
    }

    private static boolean needsWork(Verdict verdict) {
        TargetState state = verdict.status().state();
        return state != TargetState.DRIFTED
                && state != TargetState.UNKNOWN
                && (state != TargetState.CURRENT || !verdict.settled());
    }

    /** Schemas that devctl migrated and that are still there, but that no target names any more. */
    public List<StatusReport.Orphan> orphans(List<MigrationTarget> targets) {
        List<String> named = targets.stream().map(t -> t.target().schema()).toList();
        return ask(session -> {
            if (!Records.isThere(session)) {
                return List.of();
            }
            List<StatusReport.Orphan> orphans = new ArrayList<>();
            for (Row row : session.send("select distinct service, tenant, schema_name from devctl.targets"
                    + " where schema_name <> all (" + Sql.texts(named) + ") and exists (select from"
                    + " pg_catalog.pg_namespace where nspname = schema_name) order by 1, 2, 3")) {
                orphans.add(new StatusReport.Orphan(row.text(0), row.get(1), row.text(2)));
            }
            return orphans;
        });
    }

    /**
     * Drops the schemas of these targets with everything in them, and what is recorded of them; a target at a time, each
     * in a transaction.
     *
     * @throws io.devctl.model.DevctlException LOCKED when another devctl migrates one of them, UNAVAILABLE when the
     *     database refuses
     */
    public void drop(List<MigrationTarget> targets) {
        ask(session -> {
            for (MigrationTarget target : targets) {
                TargetLock lock = new TargetLock(session, target);
                if (!lock.tryTake()) {
                    throw Refusals.beingMigrated(target, lock.holder());
                }
                String schema = target.target().schema();
                String forget = Records.isThere(session)
                        ? "; delete from devctl.targets where schema_name = " + Sql.text(schema)
                        : "";
                session.send("begin; set local " + WorkSession.MIGRATING + "; drop schema if exists " + Sql.name(schema)
                        + " cascade" + forget + "; commit");
                lock.release();
            }
            return targets;
        });
    }

    /**
     * Ends a running {@link #migrate}, from another thread: statements are cancelled and rolled back, and it returns soon.
     * A migrator that was cancelled migrates nothing more.
     */
    public void cancel() {
        cancellation.cancel();
    }

    /** How a command that ran this ends: LOCKED or BAD_MIGRATION when that was all that failed. */
    public static ExitCode exitCode(MigrateReport report) {
        Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
        for (TargetResult result : report.targets()) {
            if (result.outcome() == TargetResult.Outcome.FAILED) {
                codes.add(exitCode(result));
            }
        }
        return codes.isEmpty()
                ? ExitCode.OK
                : codes.size() == 1 ? codes.iterator().next() : ExitCode.FAILED;
    }

    private static ExitCode exitCode(TargetResult failed) {
        if (LOCKED.equals(failed.reason())) {
            return ExitCode.LOCKED;
        }
        return BAD_FILE.equals(failed.reason()) ? ExitCode.BAD_MIGRATION : ExitCode.FAILED;
    }

    private <T> T ask(Question<T> question) {
        try (Session session = Session.open(database)) {
            return question.ask(session);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    private interface Question<T> {
        T ask(Session session) throws SqlFailure;
    }
}
