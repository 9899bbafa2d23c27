package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Undoing;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.EventSink;
import io.devctl.model.Target;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev migrate down}: undoes applied migrations by their down parts, the newest first. A migration of a newer branch,
 * whose file is not here, is undone by the down part of the text that was kept of it.
 */
public final class Rollback {
    private final Migrator migrator;
    private final List<MigrationTarget> targets;
    private final int count;
    private final @Nullable String to;
    private final EnginePool engines = new EnginePool();

    /**
     * @param count how many migrations of each target to undo, when {@code to} is null
     * @param to version or name of the migration that stays as the last one; {@code 0} for none at all
     */
    public Rollback(Migrator migrator, List<MigrationTarget> targets, int count, @Nullable String to) {
        this.migrator = migrator;
        this.targets = List.copyOf(targets);
        this.count = count;
        this.to = to;
    }

    /** A migration to undo; without a script it cannot be. */
    private record Item(
            String key, MigrationFile file, @Nullable Script script) {}

    /** What is to be undone on a target, and what its engine is told where it has one. */
    private record Plan(
            Verdict verdict,
            List<Item> items,
            @Nullable Order order,
            @Nullable String refusal) {
        Plan(Verdict verdict, List<Item> items, @Nullable String refusal) {
            this(verdict, items, null, refusal);
        }

        TargetIntent shown() {
            List<String> names = items.stream().map(item -> item.file().name()).toList();
            return new TargetIntent(verdict.status().target(), names, refusal);
        }
    }

    /**
     * What would be undone, a line for each target with readable files. Writes nothing. Unless no target has a refusal,
     * nothing should be done.
     */
    public List<TargetIntent> plan() {
        Sources sources = migrator.sources(targets).requireReadable();
        requireBound(sources);
        return migrator.ask(session -> plans(session, sources)).stream()
                .map(Plan::shown)
                .toList();
    }

    /** Undoes it, each migration in a transaction of its own; does nothing at all when a target has a refusal. */
    public List<TargetResult> run(MigrateOptions options, EventSink events) {
        Sources sources = migrator.sources(targets).requireReadable();
        requireBound(sources);
        List<Crew.Job> jobs = migrator.ask(session -> {
            migrator.prepare(session, sources);
            List<Plan> plans = plans(session, sources);
            List<Crew.Job> found = new ArrayList<>();
            boolean refused = plans.stream().anyMatch(plan -> plan.refusal() != null);
            for (int i = 0; i < plans.size() && !refused; i++) {
                Plan plan = plans.get(i);
                MigrationTarget target = sources.readable().get(i);
                if (!plan.items().isEmpty()) {
                    found.add(new Crew.Job(
                            target,
                            sources.set(target.set()),
                            plan.verdict().facts(),
                            (work, job, open, done) -> undo(work, job, open, plan, done, options)));
                }
            }
            return found;
        });
        try (engines) {
            return lastSetsFirst(jobs, migrator.crew(options, events, "rolling back"));
        }
    }

    /** What a later set of a service has made may stand on what an earlier one made. */
    private List<TargetResult> lastSetsFirst(List<Crew.Job> jobs, Crew crew) {
        Map<String, Set<MigrationSet>> lastFirst = new HashMap<>();
        for (int i = targets.size() - 1; i >= 0; i--) {
            MigrationTarget target = targets.get(i);
            lastFirst
                    .computeIfAbsent(target.target().service(), name -> new LinkedHashSet<>())
                    .add(target.set());
        }
        NavigableMap<Integer, List<Integer>> rounds = new TreeMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            MigrationTarget target = jobs.get(i).target();
            Set<MigrationSet> sets = lastFirst.getOrDefault(target.target().service(), Set.of());
            int round = List.copyOf(sets).indexOf(target.set());
            rounds.computeIfAbsent(round, n -> new ArrayList<>()).add(i);
        }
        TargetResult[] results = new TargetResult[jobs.size()];
        Set<String> given = new HashSet<>();
        for (List<Integer> round : rounds.values()) {
            List<Integer> left = new ArrayList<>();
            for (int i : round) {
                Target target = jobs.get(i).target().target();
                results[i] =
                        new TargetResult(target, Outcome.SKIPPED, Migrator.LATER_SET, List.of(), Duration.ZERO, null);
                if (!given.contains(target.label())) {
                    left.add(i);
                }
            }
            List<TargetResult> done = crew.run(left.stream().map(jobs::get).toList());
            for (int i = 0; i < left.size(); i++) {
                results[left.get(i)] = done.get(i);
                if (done.get(i).outcome() != Outcome.APPLIED) {
                    given.add(done.get(i).target().label());
                }
            }
        }
        return List.of(results);
    }

    private void undo(
            WorkSession work, Crew.Job job, OpenTarget open, Plan plan, List<String> done, MigrateOptions options)
            throws SqlFailure, MigrationFailed, InterruptedException {
        Verdict now = open.verdict();
        Verdict before = plan.verdict();
        boolean same = now.status().applied() == before.status().applied()
                && now.pending().equals(before.pending())
                && reason(now).equals(reason(before));
        if (!same) {
            throw new MigrationFailed(Failures.of(
                    now.status().target().schema(),
                    "it was migrated by somebody else just now",
                    "dev migrate down again"));
        }
        open.adopt(work.session());
        Engine engine = job.set().engine();
        if (engine != null && plan.order() != null) {
            tell(engine, plan.order(), work, job, plan, done, options);
            return;
        }
        for (Item item : plan.items()) {
            Script script = item.script();
            if (script != null) {
                new Undo(work, open, item.key(), item.file(), open.filled(script, item.file()))
                        .run(options.lockTimeout());
                done.add(item.file().name());
            }
        }
    }

    private void tell(
            Engine engine,
            Order order,
            WorkSession work,
            Crew.Job job,
            Plan plan,
            List<String> done,
            MigrateOptions options)
            throws SqlFailure, MigrationFailed, InterruptedException {
        List<MigrationFile> files = plan.items().stream().map(Item::file).toList();
        EngineWork.Outcome outcome = new EngineWork(
                        engines,
                        engine,
                        job.target(),
                        job.set(),
                        job.facts(),
                        options.lockTimeout(),
                        migrator::isCancelled)
                .run(work, order, now -> now.lacking(files).size() == files.size());
        List<MigrationFile> gone = outcome.lacking(files);
        gone.forEach(file -> done.add(file.name()));
        if (gone.size() < files.size()) {
            MigrationFile left = files.stream()
                    .filter(file -> !gone.contains(file))
                    .findFirst()
                    .orElseThrow();
            throw new MigrationFailed(EngineWork.error(
                    outcome,
                    job.target(),
                    left,
                    "Alembic says that it is done, but " + job.target().target().schema() + " still has '"
                            + left.version() + "'"));
        }
    }

    private static String reason(Verdict verdict) {
        Verdict.Drift drift = verdict.drift();
        return drift == null || drift.kind() == Verdict.Drift.Kind.LOST_TABLE ? "" : drift.reason();
    }

    private void requireBound(Sources sources) {
        if (to != null && !to.equals("0")) {
            Bound.require(sources.sets(), to);
        }
    }

    private List<Plan> plans(Session session, Sources sources) throws SqlFailure {
        List<Verdict> verdicts = migrator.verdicts(session, sources);
        Map<String, Map<String, String>> applied = new Drifts(session, sources::set, false).applied(verdicts);
        Set<String> checksums = new HashSet<>();
        applied.values().forEach(of -> checksums.addAll(of.values()));
        Map<String, String> texts = checksums.isEmpty() ? Map.of() : Texts.read(session, checksums);
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            LoadedSet set = sources.set(sources.readable().get(i).set());
            plans.add(plan(set, verdict, applied.getOrDefault(Drifts.id(verdict), Map.of()), texts));
        }
        return plans;
    }

    private Plan plan(LoadedSet set, Verdict verdict, Map<String, String> then, Map<String, String> texts) {
        Verdict.Drift drift = verdict.drift();
        if (verdict.status().state() == TargetState.UNKNOWN
                || (drift != null && drift.kind() == Verdict.Drift.Kind.LEDGER)) {
            return new Plan(verdict, List.of(), verdict.status().reason());
        }
        Engine engine = set.engine();
        if (engine != null) {
            return drift == null || drift.kind() == Verdict.Drift.Kind.LOST_TABLE
                    ? byEngine(engine, set, verdict)
                    : new Plan(verdict, List.of(), drift.reason());
        }
        List<Item> all = new ArrayList<>();
        if (drift != null && drift.kind() == Verdict.Drift.Kind.MISSING) {
            String newest = set.files().isEmpty()
                    ? ""
                    : set.files().get(set.files().size() - 1).name();
            if (drift.keys().get(0).compareTo(newest) < 0) {
                return new Plan(verdict, List.of(), drift.reason());
            }
            drift.keys().forEach(key -> all.add(lost(set, key, texts.get(then.getOrDefault(key, "")))));
            Collections.reverse(all);
        }
        all.addAll(here(set, verdict, then, texts));
        List<Item> items = to == null ? all.subList(0, Math.min(count, all.size())) : after(set, all);
        for (Item item : items) {
            if (item.script() == null) {
                String why = set.position(item.file().name()) < 0
                        ? "there is neither a file nor a down part of '"
                        : "there is no down part of '";
                return new Plan(verdict, List.of(), why + item.file().name() + "'");
            }
        }
        return new Plan(verdict, items, null);
    }

    private Plan byEngine(Engine engine, LoadedSet set, Verdict verdict) {
        LedgerForm form = set.usualForm();
        Set<String> applied = new HashSet<>();
        set.files().stream()
                .filter(file -> !verdict.pending().contains(file))
                .forEach(file -> applied.add(form.key(file)));
        if (to != null && !to.equals("0") && !Bound.isKnown(set, to)) {
            return new Plan(verdict, List.of(), null);
        }
        Undoing undoing = engine.undo(applied, count, to);
        List<Item> items = undoing.files().stream()
                .map(file -> new Item(form.key(file), file, null))
                .toList();
        return new Plan(verdict, items, undoing.order(), undoing.refusal());
    }

    private static List<Item> here(
            LoadedSet set, Verdict verdict, Map<String, String> then, Map<String, String> texts) {
        Set<MigrationFile> pending = new HashSet<>(verdict.pending());
        List<Item> items = new ArrayList<>();
        for (MigrationFile file : set.files()) {
            if (!pending.contains(file) && !file.repeatable() && verdict.facts().form() != null) {
                String key = verdict.facts().form().key(file);
                // of an edited file, what undoes the text that was applied, where that is known
                String edited = texts.get(then.getOrDefault(key, ""));
                Script kept = edited == null ? null : kept(file.format(), file.shown(), edited);
                items.add(new Item(key, file, kept != null ? kept : file.down().orElse(null)));
            }
        }
        Collections.reverse(items);
        return items;
    }

    private static Item lost(LoadedSet set, String key, @Nullable String text) {
        Format format =
                set.files().isEmpty() ? Format.DEVCTL : set.files().get(0).format();
        MigrationFile file = new MigrationFile(
                format, key, key, "", false, key, set.set().paths().get(0).resolve(key), "", null, null, true);
        return new Item(key, file, text == null ? null : kept(format, key, text));
    }

    private static @Nullable Script kept(Format format, String shown, String text) {
        return MigrationFile.down(format, new SourceText(shown, text)).orElse(null);
    }

    private List<Item> after(LoadedSet set, List<Item> newestFirst) {
        Set<String> stays = "0".equals(to) ? Set.of() : new HashSet<>(Bound.upTo(set, to));
        boolean here = "0".equals(to) || !stays.isEmpty();
        return newestFirst.stream()
                .filter(item -> here && !stays.contains(item.file().name()))
                .toList();
    }
}
