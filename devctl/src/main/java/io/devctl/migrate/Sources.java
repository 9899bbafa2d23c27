package io.devctl.migrate;

import io.devctl.migrate.alembic.AlembicHistory;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.MigrationFiles;
import io.devctl.migrate.tool.Tool;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The migration files of some targets; a set with a file that cannot be understood fails alone. */
final class Sources {
    private final List<MigrationTarget> targets;
    private final Map<MigrationSet, LoadedSet> sets = new LinkedHashMap<>();
    private final Map<MigrationSet, DevctlException> broken = new HashMap<>();
    private List<MigrationTarget> readable = List.of();

    private Sources(List<MigrationTarget> targets) {
        this.targets = targets;
    }

    static Sources load(List<MigrationTarget> targets, @Nullable Path cacheFile) {
        Sources sources = new Sources(targets);
        FileCache cache = FileCache.open(cacheFile);
        for (MigrationTarget target : targets) {
            sources.load(target.set(), cache, cacheFile);
        }
        cache.save();
        // once: it is asked for at each of thousands of targets
        sources.readable = targets.stream()
                .filter(target -> sources.sets.containsKey(target.set()))
                .toList();
        return sources;
    }

    private void load(MigrationSet set, FileCache cache, @Nullable Path cacheFile) {
        if (sets.containsKey(set) || broken.containsKey(set)) {
            return;
        }
        try {
            sets.put(set, loaded(set, cache, cacheFile));
        } catch (DevctlException e) {
            if (e.code() != ExitCode.BAD_MIGRATION) {
                throw e;
            }
            broken.put(set, e);
        }
    }

    private static LoadedSet loaded(MigrationSet set, FileCache cache, @Nullable Path cacheFile) {
        ToolProject tool = set.tool();
        if (tool != null) {
            return new LoadedSet(set, Tool.load(tool, set.base(), cache));
        }
        AlembicProject alembic = set.alembic();
        if (alembic == null) {
            MigrationFiles.Loaded loaded = new MigrationFiles(set.base(), cache).load(set.paths(), set.format());
            return new LoadedSet(set, loaded.format(), loaded.files());
        }
        Path asked = cacheFile == null ? null : cacheFile.resolveSibling("revisions");
        return new LoadedSet(set, AlembicHistory.load(alembic, set.base(), cache, asked));
    }

    /** The targets whose files were understood. */
    List<MigrationTarget> readable() {
        return readable;
    }

    /** Throws what is wrong with the files of a set, if one has such: for what is done to all targets or to none. */
    Sources requireReadable() {
        if (!broken.isEmpty()) {
            throw broken.values().iterator().next();
        }
        return this;
    }

    /** The sets whose files were understood. */
    Collection<LoadedSet> sets() {
        return sets.values();
    }

    LoadedSet set(MigrationSet set) {
        return Objects.requireNonNull(sets.get(set), "a set of the targets given");
    }

    /** Something for each target in the order given: what is known of the readable ones, and what is said of the others. */
    <T> List<T> inOrder(List<T> known, BiFunction<MigrationTarget, DevctlException, T> ofBroken) {
        Iterator<T> next = known.iterator();
        List<T> all = new ArrayList<>();
        for (MigrationTarget target : targets) {
            DevctlException problem = broken.get(target.set());
            all.add(problem == null ? next.next() : ofBroken.apply(target, problem));
        }
        return all;
    }

    static TargetStatus unreadable(MigrationTarget target, DevctlException problem) {
        return new TargetStatus(target.target(), TargetState.FAILED, problem.getMessage(), 0, List.of(), null, null);
    }

    static TargetResult notRun(MigrationTarget target, DevctlException problem) {
        MigrationError error = Failures.of(
                "", String.valueOf(problem.getMessage()), problem.hint().orElse(null));
        return new TargetResult(
                target.target(), TargetResult.Outcome.FAILED, Migrator.BAD_FILE, List.of(), Duration.ZERO, error);
    }
}
