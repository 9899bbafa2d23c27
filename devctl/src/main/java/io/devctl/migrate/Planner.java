package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.PlannedFile;
import io.devctl.model.PlannedTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a run would do, without doing it: as a list, and as a script for psql. */
final class Planner {
    private final List<MigrationTarget> targets;
    private final List<Verdict> verdicts;
    private final Function<MigrationSet, LoadedSet> sets;
    private final Bounds bounds;
    private final EnginePool engines = new EnginePool();
    private final Map<String, Map<String, OpenTarget.Progress>> progress;

    private Planner(
            List<MigrationTarget> targets,
            List<Verdict> verdicts,
            Function<MigrationSet, LoadedSet> sets,
            Bounds bounds,
            Map<String, Map<String, OpenTarget.Progress>> progress) {
        this.targets = targets;
        this.verdicts = verdicts;
        this.sets = sets;
        this.bounds = bounds;
        this.progress = progress;
    }

    static Planner ask(
            Session session,
            List<MigrationTarget> targets,
            List<Verdict> verdicts,
            Function<MigrationSet, LoadedSet> sets,
            Bounds bounds)
            throws SqlFailure {
        return new Planner(targets, verdicts, sets, bounds, progress(session));
    }

    /** How far broken files got, by target's id and file's name. */
    private static Map<String, Map<String, OpenTarget.Progress>> progress(Session session) throws SqlFailure {
        Map<String, Map<String, OpenTarget.Progress>> found = new HashMap<>();
        boolean there = session.send("select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                        + " on n.oid = c.relnamespace where n.nspname = 'devctl' and c.relname = 'progress')")
                .get(0)
                .is(0);
        if (!there) {
            return found;
        }
        for (Row row : session.send("select target_id, name, done, running is not null, prefix from devctl.progress")) {
            found.computeIfAbsent(row.text(0), id -> new HashMap<>())
                    .put(row.text(1), new OpenTarget.Progress(row.number(2), row.is(3), row.text(4)));
        }
        return found;
    }

    /** A plan for each target, in the order given. */
    List<PlannedTarget> plan() {
        List<PlannedTarget> plan = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            LoadedSet set = sets.apply(targets.get(i).set());
            List<PlannedFile> files = new ArrayList<>();
            for (MigrationFile file : files(i)) {
                files.add(planned(set, file, progressOf(i).get(file.name())));
            }
            plan.add(new PlannedTarget(verdicts.get(i).status(), files));
        }
        return plan;
    }

    private static PlannedFile planned(LoadedSet set, MigrationFile file, OpenTarget.@Nullable Progress progress) {
        if (set.isForeign()) {
            return new PlannedFile(file.name(), PlannedFile.UNKNOWN, 0, null);
        }
        var script = set.script(file);
        int outside = 0;
        for (Steps.Step step : Steps.of(script, set.lessons(file))) {
            outside += step.transaction() ? 0 : 1;
        }
        String from = progress == null ? null : Resumption.of(script, progress).from();
        return new PlannedFile(file.name(), script.statements().size(), outside, from);
    }

    private List<MigrationFile> files(int i) {
        Verdict verdict = verdicts.get(i);
        boolean leftAlone = verdict.drift() != null;
        return leftAlone ? List.of() : bounds.within(sets.apply(targets.get(i).set()), verdict.pending());
    }

    private Map<String, OpenTarget.Progress> progressOf(int i) {
        String id = verdicts.get(i).facts().id();
        Map<String, OpenTarget.Progress> known = id == null ? null : progress.get(id);
        return known == null ? Map.of() : known;
    }

    /**
     * The script that brings all targets to where a run would bring them, ledgers and records included.
     *
     * @param recordsAreThere whether schema devctl is as this devctl needs it
     * @param options limits for locks
     */
    String script(boolean recordsAreThere, MigrateOptions options) {
        try (engines) {
            return whole(recordsAreThere, options);
        }
    }

    private String whole(boolean recordsAreThere, MigrateOptions options) {
        StringBuilder script = new StringBuilder();
        List<Integer> busy = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            boolean makesSchema = verdicts.get(i).drift() == null
                    && !verdicts.get(i).facts().ledgerExists()
                    && verdicts.get(i).facts().form() != null;
            if (!files(i).isEmpty() || (makesSchema && verdicts.get(i).pending().isEmpty())) {
                busy.add(i);
            }
        }
        script.append("-- dev migrate --sql: ")
                .append(busy.size())
                .append(busy.size() == 1 ? " target\n" : " targets\n");
        script.append("-- psql -X -v ON_ERROR_STOP=1 -f THIS-FILE DATABASE\n\\set ON_ERROR_STOP on\n");
        script.append("set client_encoding = 'UTF8';\n");
        if (!busy.isEmpty() && !recordsAreThere) {
            script.append("\n-- what devctl knows of this database\n").append(Records.script());
        }
        for (int i : busy) {
            target(script, i, options);
        }
        return script.append("\n-- done\n").toString();
    }

    private void target(StringBuilder script, int i, MigrateOptions options) {
        MigrationTarget target = targets.get(i);
        if (target.set().tool() != null) {
            throw ToolCommands.refusal(target, "sql");
        }
        LoadedSet set = sets.apply(target.set());
        ScriptOutlet outlet = new ScriptOutlet(script);
        script.append("\n-- ")
                .append(target.target().label().replaceAll("\\s+", " "))
                .append('\n');
        Engine engine = set.engine();
        if (engine != null) {
            new EngineScript(engines, outlet, script).write(engine, target, set, verdicts.get(i), files(i), options);
            return;
        }
        Message open = new Message();
        outlet.reset(open);
        open.own(TargetLock.scripted(target));
        open.own("begin").own("set local client_min_messages = error");
        TargetOpening.prepare(open, target, set, verdicts.get(i).facts());
        open.own("commit");
        outlet.send(open);
        OpenTarget planned = OpenTarget.planned(target, set, verdicts.get(i).facts(), progressOf(i));
        for (MigrationFile file : files(i)) {
            script.append("\n-- ").append(file.name()).append('\n');
            Steps.Lessons lessons = Steps.Lessons.foreseen(set.script(file));
            try {
                new Applier(outlet, planned, file, set, options, lessons, OpenTarget.Place.NOWHERE).apply();
            } catch (MigrationFailed e) {
                // only what an earlier run left can be in the way here: nothing was sent to anybody
                String why = e.error().message().replaceAll("\\s+", " ");
                script.append("do $$ begin raise exception ")
                        .append(Sql.text(why.replace("%", "%%")))
                        .append("; end $$;\n");
            }
        }
        Message close = new Message();
        outlet.reset(close);
        outlet.send(
                close.own("do $$ begin perform pg_catalog.pg_advisory_unlock(" + TargetLock.key(target) + "); end $$"));
    }
}
