package io.devctl.migrate;

import io.devctl.migrate.drift.UnifiedDiff;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.DriftedFile;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate repair}: brings edited and lost files and what was applied of them together again. */
public final class Repair {
    private static final int LINES = 200;

    private final Migrator migrator;
    private final List<MigrationTarget> targets;

    public Repair(Migrator migrator, List<MigrationTarget> targets) {
        this.migrator = migrator;
        this.targets = List.copyOf(targets);
    }

    /**
     * A file that is not what was applied.
     *
     * @param applied the text that was applied, null when it is not known
     * @param paths where it is to be written to bring it back
     */
    public record Finding(DriftedFile file, @Nullable String applied, List<Path> paths) {
        public Finding {
            paths = List.copyOf(paths);
        }
    }

    /** What there is to repair. Writes nothing. */
    public List<Finding> look() {
        Sources sources = migrator.sources(targets).requireReadable();
        return migrator.ask(session -> look(session, sources, migrator.verdicts(session, sources)));
    }

    private static List<Finding> look(Session session, Sources sources, List<Verdict> verdicts) throws SqlFailure {
        Map<String, Map<String, String>> applied = new Drifts(session, sources::set, false).applied(verdicts);
        Set<String> checksums = new HashSet<>();
        applied.values().forEach(of -> checksums.addAll(of.values()));
        Map<String, String> texts = Texts.read(session, checksums);
        Map<List<String>, List<Target>> alike = new LinkedHashMap<>();
        Map<List<String>, LoadedSet> sets = new HashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict.Drift drift = verdicts.get(i).drift();
            if (drift == null || !repairable(drift)) {
                continue;
            }
            MigrationSet set = sources.readable().get(i).set();
            Map<String, String> then = applied.getOrDefault(Drifts.id(verdicts.get(i)), Map.of());
            for (int n = 0; n < drift.keys().size(); n++) {
                String checksum = then.getOrDefault(drift.keys().get(n), "");
                List<String> key =
                        List.of(String.valueOf(set.paths()), drift.files().get(n), checksum);
                sets.put(key, sources.set(set));
                alike.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(verdicts.get(i).status().target());
            }
        }
        List<Finding> findings = new ArrayList<>();
        alike.forEach((key, of) ->
                findings.add(finding(Objects.requireNonNull(sets.get(key)), key.get(1), texts.get(key.get(2)), of)));
        return findings;
    }

    private static boolean repairable(Verdict.Drift drift) {
        return drift.kind() == Verdict.Drift.Kind.EDITED || drift.kind() == Verdict.Drift.Kind.MISSING;
    }

    private static Finding finding(LoadedSet set, String name, @Nullable String applied, List<Target> targets) {
        MigrationFile file = set.files().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElse(null);
        List<Path> folders = set.set().paths();
        if (file == null) {
            DriftedFile lost = new DriftedFile(name, targets, true, applied != null, List.of());
            // where the records know a migration by its version alone, nobody knows what its file was called
            boolean named = name.endsWith(".sql");
            return new Finding(
                    lost, named ? applied : null, named ? List.of(folders.get(0).resolve(name)) : List.of());
        }
        List<String> diff = applied == null
                ? List.of()
                : UnifiedDiff.of(applied, set.script(file).source().text(), LINES);
        List<Path> paths = folders.stream()
                .filter(folder -> file.path().startsWith(folder))
                .map(folder -> folder.relativize(file.path()))
                .flatMap(place -> folders.stream().map(folder -> folder.resolve(place)))
                .filter(Files::isRegularFile)
                .distinct()
                .toList();
        DriftedFile edited = new DriftedFile(file.shown(), targets, false, applied != null, diff);
        return new Finding(edited, applied, paths);
    }

    /** Takes edited files as they are now for what was applied, target by target. */
    public List<TargetResult> accept(MigrateOptions options, EventSink events) {
        Sources sources = migrator.sources(targets).requireReadable();
        List<Crew.Job> jobs = migrator.ask(session -> {
            migrator.prepare(session, sources);
            List<Verdict> verdicts = migrator.verdicts(session, sources);
            List<Crew.Job> found = new ArrayList<>();
            for (int i = 0; i < verdicts.size(); i++) {
                Verdict.Drift drift = verdicts.get(i).drift();
                if (drift != null && drift.kind() == Verdict.Drift.Kind.EDITED) {
                    MigrationTarget target = sources.readable().get(i);
                    found.add(new Crew.Job(
                            target,
                            sources.set(target.set()),
                            verdicts.get(i).facts(),
                            (work, job, open, done) -> done.addAll(open.accept(work.session()))));
                }
            }
            return found;
        });
        return migrator.crew(options, events, "repairing").run(jobs);
    }

    /**
     * Writes files as they were applied.
     *
     * @return the files written
     * @throws DevctlException FAILED before anything is written when a text is not known, or tenants have different ones
     */
    public static List<Path> restore(Collection<Finding> findings) {
        Map<Path, String> texts = new LinkedHashMap<>();
        for (Finding finding : findings) {
            String text = finding.applied();
            if (text == null) {
                throw new DevctlException(
                        ExitCode.FAILED,
                        "the text that was applied is not known: '"
                                + finding.file().shown() + "'",
                        "git log -p -- " + shown(finding) + " shows what it was: put that back");
            }
            for (Path path : finding.paths()) {
                String other = texts.put(path, text);
                if (other != null && !other.equals(text)) {
                    throw new DevctlException(
                            ExitCode.FAILED,
                            "tenants have had different texts of it: '"
                                    + finding.file().shown() + "'",
                            "restore what one tenant has had: dev migrate repair --restore --tenant "
                                    + finding.file().targets().get(0).tenant());
                }
            }
        }
        texts.forEach(Repair::write);
        return List.copyOf(texts.keySet());
    }

    /** As the user would type it; a lost file's name alone does not lead to it. */
    private static String shown(Finding finding) {
        return finding.file().missing() && !finding.paths().isEmpty()
                ? finding.paths().get(0).toString()
                : finding.file().shown();
    }

    private static void write(Path path, String text) {
        try {
            Path part = path.resolveSibling("." + path.getFileName() + ".part");
            Files.writeString(part, text, StandardCharsets.UTF_8);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.FAILED, "cannot write: '" + path + "' (" + e + ")", "make the folder writable", e);
        }
    }
}
