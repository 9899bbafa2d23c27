package io.devctl.migrate;

import io.devctl.migrate.drift.GitHistory;
import io.devctl.migrate.drift.UnifiedDiff;
import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Explains drift: what was applied against what the file says now, where a lost file still is, and the ways out. */
final class Drifts {
    private static final int FILES_SHOWN = 3;
    private static final int LINES_SHOWN = 40;
    private static final int TENANTS_NAMED = 3;

    private final Session session;
    private final Function<MigrationSet, LoadedSet> sets;
    private final boolean disposable;
    private final Map<String, List<String>> diffs = new HashMap<>();
    private final Map<String, List<String>> histories = new HashMap<>();
    private final Map<Engine, List<String>> explanations = new HashMap<>();

    /** @param disposable whether the database is a developer's own, which {@code dev reset} may wipe */
    Drifts(Session session, Function<MigrationSet, LoadedSet> sets, boolean disposable) {
        this.session = session;
        this.sets = sets;
        this.disposable = disposable;
    }

    /** The verdicts, those of drifted targets with what there is to say. */
    List<Verdict> explain(List<MigrationTarget> targets, List<Verdict> verdicts) throws SqlFailure {
        Map<String, Map<String, String>> applied = applied(verdicts);
        Set<String> checksums = new HashSet<>();
        applied.values().forEach(of -> checksums.addAll(of.values()));
        Map<String, String> texts = checksums.isEmpty() ? Map.of() : Texts.read(session, checksums);
        List<Verdict> explained = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            Verdict.Drift drift = verdict.drift();
            if (drift == null) {
                explained.add(verdict);
                continue;
            }
            LoadedSet set = sets.apply(targets.get(i).set());
            Map<String, String> then = applied.getOrDefault(id(verdict), Map.of());
            String way = wayOut(drift) + reset(verdict, verdicts);
            explained.add(verdict.with(drift.explained(details(drift, set, then, texts), way)));
        }
        return explained;
    }

    /** The checksums with which drifted files were applied, by target and key. */
    Map<String, Map<String, String>> applied(List<Verdict> verdicts) throws SqlFailure {
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Verdict verdict : verdicts) {
            Verdict.Drift drift = verdict.drift();
            if (drift != null
                    && drift.kind() != Verdict.Drift.Kind.OUT_OF_ORDER
                    && !id(verdict).isEmpty()) {
                ids.add(id(verdict));
                names.addAll(drift.files());
            }
        }
        Map<String, Map<String, String>> found = new HashMap<>();
        if (names.isEmpty()) {
            return found;
        }
        for (Row row : session.send("select target_id, name, checksum from devctl.applied where target_id in ("
                + String.join(",", ids) + ") and name = any (" + Sql.texts(List.copyOf(names)) + ")")) {
            found.computeIfAbsent(row.text(0), id -> new HashMap<>()).put(row.text(1), row.text(2));
        }
        return found;
    }

    /** The number of the target's record; empty when there is none. */
    static String id(Verdict verdict) {
        return Objects.requireNonNullElse(verdict.facts().id(), "");
    }

    private List<String> details(
            Verdict.Drift drift, LoadedSet set, Map<String, String> then, Map<String, String> texts) {
        List<String> lines = new ArrayList<>();
        Engine engine = set.engine();
        if (engine != null && drift.kind() == Verdict.Drift.Kind.LEDGER) {
            lines.addAll(explanations.computeIfAbsent(engine, Engine::explanation));
        }
        for (String name :
                drift.files().subList(0, Math.min(FILES_SHOWN, drift.files().size()))) {
            String checksum = then.getOrDefault(name, "");
            if (drift.kind() == Verdict.Drift.Kind.EDITED) {
                String text = texts.get(checksum);
                lines.addAll(diffs.computeIfAbsent(name + "\n" + checksum, key -> diff(set, name, text)));
            } else if (drift.kind() == Verdict.Drift.Kind.MISSING) {
                lines.addAll(histories.computeIfAbsent(set.set().paths() + "\n" + name, key -> history(set, name)));
            }
        }
        return lines;
    }

    private static List<String> diff(LoadedSet set, String name, @Nullable String applied) {
        MigrationFile file = set.files().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
        if (applied == null) {
            return List.of("the text of " + name + " that was applied is not known: an older devctl did not keep it");
        }
        List<String> lines =
                new ArrayList<>(List.of("--- " + file.shown() + ", as it was applied", "+++ as it is now"));
        lines.addAll(UnifiedDiff.of(applied, set.script(file).source().text(), LINES_SHOWN));
        return lines;
    }

    private static List<String> history(LoadedSet set, String name) {
        // a version without a name stands for any file that begins with it
        String pattern = name.endsWith(".sql") ? name : name + "*";
        List<Path> paths = set.set().paths().stream()
                .map(folder -> folder.resolve(pattern))
                .toList();
        return new GitHistory(set.set().base())
                .find(paths)
                .map(found -> List.of(name + " is in git: "
                        + (found.branch().isEmpty() ? "" : "branch '" + found.branch() + "', ") + "commit "
                        + found.commit() + " '" + found.subject() + "'"))
                .orElse(List.of());
    }

    private static String wayOut(Verdict.Drift drift) {
        return switch (drift.kind()) {
            case EDITED ->
                "dev migrate repair --restore puts the file back as it was applied, dev migrate repair --accept takes it as"
                        + " it is";
            case MISSING ->
                "switch to the branch that has it, or dev migrate repair --restore writes it as it was applied";
            case OUT_OF_ORDER -> drift.remedy() + ", or set out_of_order: allow for the service";
            case LOST_TABLE, LEDGER, UNFILLED -> drift.remedy();
        };
    }

    /** The cheap way out of a developer's own database: the same words for all of a service, so that they are told once. */
    private String reset(Verdict verdict, List<Verdict> verdicts) {
        if (!disposable) {
            return "";
        }
        String service = verdict.status().target().service();
        List<Verdict> siblings = verdicts.stream()
                .filter(other -> other.status().target().service().equals(service))
                .toList();
        List<String> drifted = siblings.stream()
                .filter(other -> other.status().state() == TargetState.DRIFTED)
                .map(other -> other.status().target())
                .map(Target::tenant)
                .filter(Objects::nonNull)
                .map(tenant -> " --tenant " + tenant)
                .distinct()
                .toList();
        boolean few = drifted.size() <= TENANTS_NAMED && drifted.size() < siblings.size();
        return ", or build it anew: dev reset --service " + service + (few ? String.join("", drifted) : "");
    }
}
