package io.devctl.migrate;

import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.MigrationFiles;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Checks and migrates the targets of one database. Safe for use by several threads and by several processes at once. */
public final class Migrator {
    /** Reason of a target that was not tried, or stopped, because a file failed on the service's first tenant. */
    public static final String FIRST_TENANT_FAILED = "first-tenant-failed";
    /** Reason of a target that failed because another devctl held its lock for too long. */
    public static final String LOCKED = "locked";
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
     * @throws io.devctl.model.DevctlException BAD_MIGRATION for files that cannot be understood, UNAVAILABLE when the
     *     database cannot be asked
     */
    public List<TargetStatus> check(List<MigrationTarget> targets) {
        Map<MigrationSet, LoadedSet> sets = load(targets);
        return ask(session -> verdicts(session, targets, sets)).stream()
                .map(Verdict::status)
                .toList();
    }

    /**
     * Applies what is pending. A migration that fails is in the report; it is not thrown.
     *
     * @throws io.devctl.model.DevctlException as {@link #check} does
     */
    public MigrateReport migrate(List<MigrationTarget> targets, MigrateOptions options, EventSink events) {
        long start = System.nanoTime();
        Map<MigrationSet, LoadedSet> sets = load(targets);
        List<Verdict> verdicts = ask(session -> {
            List<Verdict> found = verdicts(session, targets, sets);
            if (found.stream().anyMatch(v -> needsWork(v)) && !Records.isThere(session)) {
                Records.create(session);
            }
            return found;
        });
        Duration checked = Duration.ofNanos(System.nanoTime() - start);
        List<TargetStatus> statuses = verdicts.stream().map(Verdict::status).toList();
        events.emit(new Event.MigrationsChecked(statuses, checked));
        List<TargetResult> results =
                new Run(database, options, events, cancellation, set -> loaded(sets, set)).run(targets, verdicts);
        return new MigrateReport(results, checked, Duration.ofNanos(System.nanoTime() - start));
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
                session.send("begin; drop schema if exists " + Sql.name(schema) + " cascade" + forget + "; commit");
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

    /** How a command that ran this ends: LOCKED when locks were all that failed. */
    public static ExitCode exitCode(MigrateReport report) {
        boolean failed = false;
        boolean other = false;
        for (TargetResult result : report.targets()) {
            boolean locked = LOCKED.equals(result.reason());
            failed |= result.outcome() == TargetResult.Outcome.FAILED;
            other |= result.outcome() == TargetResult.Outcome.FAILED && !locked;
        }
        return other ? ExitCode.FAILED : failed ? ExitCode.LOCKED : ExitCode.OK;
    }

    private Map<MigrationSet, LoadedSet> load(List<MigrationTarget> targets) {
        FileCache cache = FileCache.open(cacheFile);
        Map<MigrationSet, LoadedSet> sets = new LinkedHashMap<>();
        for (MigrationTarget target : targets) {
            sets.computeIfAbsent(
                    target.set(), s -> new LoadedSet(s, new MigrationFiles(s.base(), cache).load(s.paths())));
        }
        cache.save();
        return sets;
    }

    private static LoadedSet loaded(Map<MigrationSet, LoadedSet> sets, MigrationSet set) {
        return Objects.requireNonNull(sets.get(set), "a set of the targets given");
    }

    private static List<Verdict> verdicts(
            Session session, List<MigrationTarget> targets, Map<MigrationSet, LoadedSet> sets) throws SqlFailure {
        return new Check(session, targets, set -> loaded(sets, set)).run();
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
