package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.HistoryEntry;
import io.devctl.model.MigrateReport;
import io.devctl.model.PlannedTarget;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Checks and migrates the targets of one database. Safe for use by several threads and by several processes at once. */
public final class Migrator {
    /** Reason of a target that was not tried, or stopped, because a file failed on the service's first tenant. */
    public static final String FIRST_TENANT_FAILED = "first-tenant-failed";
    /** Reason of a target of which an earlier set of the same service did not get to its end. */
    public static final String EARLIER_SET = "earlier-set-failed";
    /** Reason of a target of which a later set of the same service could not be rolled back. */
    public static final String LATER_SET = "later-set-failed";
    /** Reason of a target that failed because another devctl held its lock for too long. */
    public static final String LOCKED = "locked";
    /** Reason of a target whose migration files cannot be read or understood. */
    public static final String BAD_FILE = "bad-file";
    /** Reason of a target that was left before its end because the run was cancelled. */
    public static final String CANCELLED = "cancelled";

    private static final Pattern BEYOND = Pattern.compile(
            "\\b(create|alter|drop|comment\\s+on|on)\\s+(role|user|group|database|tablespace|subscription|system)\\b"
                    + "|\\b(drop|reassign)\\s+owned\\b|\\bprogram\\s+'|\\bdblink|\\bpg_(terminate|cancel)_backend",
            Pattern.CASE_INSENSITIVE);
    /** Reason of a target whose pending migrations are all behind the last one that was asked for. */
    public static final String OUT_OF_BOUNDS = "beyond-the-last-one-asked-for";

    private final DataSource database;
    private final @Nullable Path cacheFile;
    private final boolean disposable;
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
        this(database, cacheFile, false);
    }

    /**
     * The same, and whether the database is a developer's own.
     *
     * @param disposable whether {@code dev reset} may be offered as the way out of drift
     */
    public Migrator(DataSource database, @Nullable Path cacheFile, boolean disposable) {
        this.database = Objects.requireNonNull(database, "database");
        this.cacheFile = cacheFile;
        this.disposable = disposable;
    }

    /**
     * The state of each target, in the order given. Takes no lock and writes nothing to the database; asks it one
     * question for all targets, and a second one when the answer leaves some open.
     *
     * @throws io.devctl.model.DevctlException UNAVAILABLE when the database cannot be asked
     */
    public List<TargetStatus> check(List<MigrationTarget> targets) {
        Sources sources = sources(targets);
        List<Verdict> verdicts = ask(session -> verdicts(session, sources));
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
        Sources sources = sources(targets);
        requireKnown(options, sources);
        List<Verdict> verdicts = ask(session -> {
            List<Verdict> found = verdicts(session, sources);
            boolean work = found.stream().anyMatch(v -> needsWork(v));
            if (work) {
                Pooler.refuse(database, session);
                prepare(session, sources);
            }
            List<Verdict> explained = explained(session, sources, found);
            return work ? UnfilledFiles.refuse(sources, explained, options.bounds()) : explained;
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

    /**
     * What {@link #migrate} would do to each target, in the order given; changes nothing.
     *
     * @throws io.devctl.model.DevctlException as {@link #check} does
     */
    public List<PlannedTarget> plan(List<MigrationTarget> targets, MigrateOptions options) {
        Sources sources = sources(targets);
        requireKnown(options, sources);
        List<PlannedTarget> plan =
                ask(session -> planner(session, sources, options).plan());
        return sources.inOrder(
                plan, (target, problem) -> new PlannedTarget(Sources.unreadable(target, problem), List.of()));
    }

    /**
     * What {@link #migrate} would send, as a script for psql; changes nothing. Targets that it would leave alone are not
     * in it.
     *
     * @throws io.devctl.model.DevctlException as {@link #check} does
     */
    public String script(List<MigrationTarget> targets, MigrateOptions options) {
        Sources sources = sources(targets);
        requireKnown(options, sources);
        return ask(session -> planner(session, sources, options).script(Records.isThere(session), options));
    }

    private Planner planner(Session session, Sources sources, MigrateOptions options) throws SqlFailure {
        List<Verdict> found = explained(session, sources, verdicts(session, sources));
        List<Verdict> verdicts = UnfilledFiles.refuse(sources, found, options.bounds());
        return Planner.ask(session, sources.readable(), verdicts, sources::set, options.bounds());
    }

    /** What the ledgers of the targets hold, with what devctl knows of it; target by target, in the order of the ledgers. */
    public List<HistoryEntry> history(List<MigrationTarget> targets) {
        Sources sources = sources(targets);
        return ask(session -> History.read(session, sources.readable(), verdicts(session, sources), sources::set));
    }

    private static void requireKnown(MigrateOptions options, Sources sources) {
        List<MigrationTarget> targets = sources.readable();
        if (!targets.isEmpty()
                && targets.stream().noneMatch(t -> options.bounds().isKnownTo(sources.set(t.set())))) {
            Bound.explain(sources.sets(), String.valueOf(options.bounds().to()));
            throw new DevctlException(
                    ExitCode.USAGE,
                    "no such migration: '" + options.bounds().to() + "'",
                    "give a file's name or its version; dev migrate status lists what is pending");
        }
    }

    Sources sources(List<MigrationTarget> targets) {
        return Sources.load(targets, cacheFile);
    }

    /** A verdict for each readable target. */
    List<Verdict> verdicts(Session session, Sources sources) throws SqlFailure {
        List<MigrationTarget> targets = sources.readable();
        List<Verdict> verdicts = new Check(session, targets, sources::set).run();
        for (MigrationTarget target : targets) {
            if (!target.set().rules().verify().isEmpty()) {
                return Verification.tables(session, targets, verdicts);
            }
        }
        return verdicts;
    }

    /** The same verdicts, those of drifted targets with what there is to say about it. */
    List<Verdict> explained(Session session, Sources sources, List<Verdict> verdicts) throws SqlFailure {
        for (Verdict verdict : verdicts) {
            if (verdict.drift() != null) {
                return new Drifts(session, sources::set, disposable).explain(sources.readable(), verdicts);
            }
        }
        return verdicts;
    }

    /** Makes the records ready to be written to. */
    void prepare(Session session, Sources sources) throws SqlFailure {
        if (!Records.isThere(session)) {
            Records.create(session);
        }
        Texts.keep(session, sources.sets());
    }

    Crew crew(MigrateOptions options, EventSink events, String what) {
        return new Crew(database, options, events, what, cancellation);
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
            if (!Records.isReadable(session)) {
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
    public void drop(List<MigrationTarget> targets, EventSink events) {
        try (Activity activity =
                Activity.begin(events, "dev", "dropping schemas", new Amount(0, targets.size(), "schema"))) {
            drop(targets, activity);
            activity.done();
        }
    }

    private void drop(List<MigrationTarget> targets, Activity activity) {
        ask(session -> {
            for (MigrationTarget target : targets) {
                TargetLock lock = new TargetLock(session, target);
                if (!lock.tryTake()) {
                    throw Refusals.beingMigrated(target, lock.holder());
                }
                String schema = target.target().schema();
                String forget = Records.isReadable(session)
                        ? "; delete from devctl.targets where schema_name = " + Sql.text(schema)
                        : "";
                session.send("begin; set local " + WorkSession.MIGRATING + "; drop schema if exists " + Sql.name(schema)
                        + " cascade" + ledgerElsewhere(target) + forget + "; commit");
                lock.release();
                activity.more(1);
            }
            return targets;
        });
    }

    /** Else it would say of an empty schema that all is applied. */
    private static String ledgerElsewhere(MigrationTarget target) {
        String table = target.set().ledger().table();
        return target.ledgerSchema().equals(target.target().schema())
                ? ""
                : "; drop table if exists "
                        + Sql.name(target.ledgerSchema(), table == null ? "alembic_version" : table);
    }

    /**
     * A digest of what these targets are and of the content of their files, as far as it matters.
     *
     * @param surroundings whatever else the caller wants it to depend on
     * @return hexadecimal digits; empty when a file cannot be read or understood
     */
    public Optional<String> fingerprint(List<MigrationTarget> targets, String surroundings) {
        Sources sources = Sources.load(targets, cacheFile);
        if (sources.readable().size() != targets.size()) {
            return Optional.empty();
        }
        SortedMap<String, String> parts = new TreeMap<>();
        parts.put("", surroundings + "\n" + Records.VERSION);
        for (MigrationTarget target : targets) {
            MigrationSet set = target.set();
            parts.put(
                    String.format(Locale.ROOT, "%06d", parts.size()),
                    target.target() + "\n" + set.engine() + "\n" + set.ledger() + "\n"
                            + sources.set(set).contents());
        }
        return Optional.of(LoadedSet.digest(parts));
    }

    /**
     * A file with a statement that may change more than the database it is run in: roles, other databases, the server.
     * Rather one too many: what looks like such a statement is one.
     *
     * @return the file as the user would type it; empty when there is none
     */
    public Optional<String> reachingBeyond(List<MigrationTarget> targets) {
        Sources sources = Sources.load(targets, cacheFile);
        return sources.readable().stream()
                .map(target -> sources.set(target.set()))
                .distinct()
                .flatMap(set -> set.files().stream().filter(file -> reachesBeyond(set, file)))
                .map(MigrationFile::shown)
                .findFirst();
    }

    /**
     * A file that something is the matter with, and a target that it is for.
     *
     * @param file as the user would type it
     */
    public record Culprit(Target target, String file) {}

    /** The same of what is pending alone, by the targets' states in the database that this migrator is for. */
    public Optional<Culprit> pendingReachingBeyond(List<MigrationTarget> targets) {
        Sources sources = Sources.load(targets, cacheFile);
        List<MigrationTarget> readable = sources.readable();
        List<Verdict> verdicts = ask(session -> new Check(session, readable, sources::set).run());
        for (int i = 0; i < readable.size(); i++) {
            LoadedSet set = sources.set(readable.get(i).set());
            for (MigrationFile file : verdicts.get(i).pending()) {
                if (reachesBeyond(set, file)) {
                    return Optional.of(new Culprit(readable.get(i).target(), file.shown()));
                }
            }
        }
        return Optional.empty();
    }

    /** What another tool does nobody knows beforehand, and it has its own idea of where the database is. */
    private static boolean reachesBeyond(LoadedSet set, MigrationFile file) {
        if (set.isForeign()) {
            return true;
        }
        Script script = set.script(file);
        return script.statements().stream()
                .anyMatch(statement -> BEYOND.matcher(script.sql(statement)).find());
    }

    /**
     * Vouches for the ledgers of a database that was made by the server as a copy of another, and that nobody has used yet:
     * its ledgers are the same objects but for the database that they are in. Without this they are read once more.
     */
    public void adoptCopy() {
        ask(session -> {
            if (Records.isThere(session)) {
                session.send("update devctl.targets t set identity = i.now,"
                        + " vouched_by = pg_catalog.pg_current_xact_id()::pg_catalog.xid from (select id,"
                        + " devctl.identity(ledger, name_column) as now from devctl.targets) i"
                        + " where i.id = t.id and t.identity <> i.now and t.vouched_by = t.xmin"
                        + " and substr(t.identity, strpos(t.identity, '/')) = substr(i.now, strpos(i.now, '/'))");
            }
            return List.of();
        });
    }

    /**
     * Ends a running {@link #migrate}, from another thread: statements are cancelled and rolled back, and it returns soon.
     * A migrator that was cancelled migrates nothing more.
     */
    public void cancel() {
        cancellation.cancel();
    }

    boolean isCancelled() {
        return cancellation.isCancelled();
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

    <T> T ask(Question<T> question) {
        try (Session session = Session.open(database)) {
            return question.ask(session);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    interface Question<T> {
        T ask(Session session) throws SqlFailure, SQLException;
    }
}
