package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The migration that {@code --to} names: by version or by name, by its place among the files and never by its letters. */
final class Bound {
    /** Where the names are to be read. */
    private static final String VERSIONS =
            "dev migrate status names what is pending, dev migrate history what is applied";

    private Bound() {}

    /** USAGE when none of the sets has it, with what its engine says of the name where one stands for all. */
    static void require(Collection<LoadedSet> sets, @Nullable String to) {
        if (to != null && sets.stream().noneMatch(set -> isKnown(set, to))) {
            explain(sets, to);
            throw new DevctlException(ExitCode.USAGE, "no migration has this version: '" + to + "'", VERSIONS);
        }
    }

    /** Whether a set has a migration of that name or version. */
    static boolean isKnown(LoadedSet set, String to) {
        Engine engine = set.engine();
        return engine == null ? index(set, to) >= 0 : keys(engine, to) != null;
    }

    /** Throws what the engine of the only set says of a name that it does not know. */
    static void explain(Collection<LoadedSet> sets, String to) {
        Engine engine = sets.size() == 1 ? sets.iterator().next().engine() : null;
        if (engine != null) {
            engine.upTo(to);
        }
    }

    private static @Nullable Set<String> keys(Engine engine, String to) {
        try {
            return engine.upTo(to);
        } catch (DevctlException unknown) {
            return null;
        }
    }

    /** The names of a set's files up to that one, in order; all without one, none in a set that does not have it. */
    static List<String> upTo(LoadedSet set, @Nullable String to) {
        Engine engine = set.engine();
        if (engine != null && to != null) {
            // the graph says what comes before it, and not the order of the files
            Set<String> keys = Objects.requireNonNullElse(keys(engine, to), Set.of());
            return set.files().stream()
                    .filter(file -> keys.contains(set.usualForm().key(file)))
                    .map(MigrationFile::name)
                    .toList();
        }
        int end = to == null ? set.files().size() : index(set, to) + 1;
        return set.files().subList(0, end).stream().map(MigrationFile::name).toList();
    }

    private static int index(LoadedSet set, String to) {
        for (int i = set.files().size() - 1; i >= 0; i--) {
            MigrationFile file = set.files().get(i);
            if (file.name().equals(to)
                    || file.name().equals(to + ".sql")
                    || (!file.repeatable() && file.version().equals(to))) {
                return i;
            }
        }
        return -1;
    }
}
