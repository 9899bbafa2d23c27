package io.devctl.migrate;

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
            List<String> files = files(sources.set(sources.readable().get(i).set()), verdict).stream()
                    .map(MigrationFile::name)
                    .toList();
            planned.add(new TargetIntent(verdict.status().target(), files, refusal(verdict)));
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
                if (refusal(verdict) == null && !files(set, verdict).isEmpty()) {
                    found.add(new Crew.Job(
                            target, set, verdict.facts(), (work, open, done) -> stamp(work, open, set, done)));
                }
            }
            return found;
        });
        return migrator.crew(options, events).run(jobs);
    }

    private void stamp(WorkSession work, OpenTarget open, LoadedSet set, List<String> done)
            throws SqlFailure, MigrationFailed {
        Verdict now = open.verdict();
        String refusal = refusal(now);
        if (refusal != null) {
            throw new MigrationFailed(Failures.of(now.status().target().schema(), refusal, null));
        }
        List<MigrationFile> files = files(set, now);
        open.adopt(work.session());
        open.stamp(work.session(), files);
        files.forEach(file -> done.add(file.name()));
    }

    private List<MigrationFile> files(LoadedSet set, Verdict verdict) {
        Set<String> wanted = new HashSet<>(Bound.upTo(set, to));
        return verdict.pending().stream()
                .filter(file -> wanted.contains(file.name()))
                .toList();
    }

    /** Why nothing may be recorded: with rows that no file explains, nobody could vouch for the rest. */
    private static @Nullable String refusal(Verdict verdict) {
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
        boolean unexplained = drift.kind() == Verdict.Drift.Kind.MISSING || drift.kind() == Verdict.Drift.Kind.LEDGER;
        return unexplained ? drift.reason() : null;
    }
}
