package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.EventSink;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate stamp}: records pending migrations as applied without running them. */
public final class Stamp {
    private final Migrator migrator;
    private final List<MigrationTarget> targets;
    private final @Nullable String to;
    private final EnginePool engines = new EnginePool();

    /** @param to version or name of the last migration to record, null for all */
    public Stamp(Migrator migrator, List<MigrationTarget> targets, @Nullable String to) {
        this.migrator = migrator;
        this.targets = List.copyOf(targets);
        this.to = to;
    }

    /**
     * What would be recorded, a line for each target with readable files. Writes nothing.
     *
     * @throws io.devctl.model.DevctlException USAGE when no file has that version
     */
    public List<TargetIntent> plan() {
        Sources sources = migrator.sources(targets).requireReadable();
        Bound.require(sources.sets(), to);
        List<Verdict> verdicts = migrator.ask(session -> migrator.verdicts(session, sources));
        List<TargetIntent> planned = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            LoadedSet set = sources.set(sources.readable().get(i).set());
            List<String> files =
                    files(set, verdict).stream().map(MigrationFile::name).toList();
            planned.add(new TargetIntent(verdict.status().target(), files, refusal(set, verdict)));
        }
        return planned;
    }

    /** Records what is planned, a target at a time in one transaction each; what is refused is skipped. */
    public List<TargetResult> run(MigrateOptions options, EventSink events) {
        Sources sources = migrator.sources(targets).requireReadable();
        Bound.require(sources.sets(), to);
        List<Crew.Job> jobs = migrator.ask(session -> {
            migrator.prepare(session, sources);
            List<Verdict> verdicts = migrator.verdicts(session, sources);
            List<Crew.Job> found = new ArrayList<>();
            for (int i = 0; i < verdicts.size(); i++) {
                MigrationTarget target = sources.readable().get(i);
                LoadedSet set = sources.set(target.set());
                Verdict verdict = verdicts.get(i);
                if (refusal(set, verdict) == null && !files(set, verdict).isEmpty()) {
                    found.add(new Crew.Job(
                            target,
                            set,
                            verdict.facts(),
                            (work, job, open, done) -> stamp(work, job, open, done, options)));
                }
            }
            return found;
        });
        try (engines) {
            return migrator.crew(options, events, "stamping").run(jobs);
        }
    }

    private void stamp(WorkSession work, Crew.Job job, OpenTarget open, List<String> done, MigrateOptions options)
            throws SqlFailure, MigrationFailed, InterruptedException {
        Verdict now = open.verdict();
        LoadedSet set = job.set();
        String refusal = refusal(set, now);
        if (refusal != null) {
            throw new MigrationFailed(Failures.of(now.status().target().schema(), refusal, null));
        }
        List<MigrationFile> files = files(set, now);
        Engine engine = set.engine();
        if (engine != null) {
            tell(engine, work, job, open, files, options);
            files.forEach(file -> done.add(file.name()));
            return;
        }
        open.adopt(work.session());
        open.stamp(work.session(), files);
        files.forEach(file -> done.add(file.name()));
    }

    private void tell(
            Engine engine,
            WorkSession work,
            Crew.Job job,
            OpenTarget open,
            List<MigrationFile> files,
            MigrateOptions options)
            throws SqlFailure, MigrationFailed, InterruptedException {
        Set<String> held = open.appliedKeys();
        boolean purge = isLost(open.verdict());
        Order order = engine.order(purge ? Order.Verb.PURGE : Order.Verb.STAMP, purge ? Set.of() : held, files);
        EngineWork.Outcome outcome = new EngineWork(
                        engines,
                        engine,
                        job.target(),
                        job.set(),
                        job.facts(),
                        options.lockTimeout(),
                        migrator::isCancelled)
                .run(work, order, now -> now.lacking(files).isEmpty());
        List<MigrationFile> lacking = outcome.lacking(files);
        if (!lacking.isEmpty()) {
            throw new MigrationFailed(EngineWork.error(
                    outcome,
                    job.target(),
                    lacking.get(0),
                    "Alembic says that it is done, but " + job.target().ledgerSchema() + "."
                            + open.form().table() + " lacks '" + lacking.get(0).version() + "'"));
        }
    }

    private List<MigrationFile> files(LoadedSet set, Verdict verdict) {
        Set<String> wanted = new HashSet<>(Bound.upTo(set, to));
        // where nobody knows what was applied, what is named says it all
        List<MigrationFile> all = set.engine() != null && isLost(verdict) ? set.files() : verdict.pending();
        return all.stream().filter(file -> wanted.contains(file.name())).toList();
    }

    /** Why nothing may be recorded: with rows that no file explains, nobody could vouch for the rest. */
    private @Nullable String refusal(LoadedSet set, Verdict verdict) {
        if (verdict.facts().form() == null) {
            return verdict.status().reason();
        }
        if (!verdict.facts().schemaExists()) {
            return "its schema does not exist, so nothing can have been applied: dev migrate makes it";
        }
        Verdict.Drift drift = verdict.drift();
        if (drift == null) {
            return null;
        }
        if (set.engine() != null && isLost(verdict) && to != null) {
            return null;
        }
        boolean unexplained = drift.kind() == Verdict.Drift.Kind.MISSING || drift.kind() == Verdict.Drift.Kind.LEDGER;
        return unexplained ? drift.reason() : null;
    }

    /** Whether the ledger has something that no file has. */
    private static boolean isLost(Verdict verdict) {
        Verdict.Drift drift = verdict.drift();
        return drift != null && !drift.keys().isEmpty() && drift.kind() != Verdict.Drift.Kind.EDITED;
    }
}
