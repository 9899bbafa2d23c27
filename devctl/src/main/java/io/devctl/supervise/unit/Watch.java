package io.devctl.supervise.unit;

import java.nio.file.Path;
import java.util.List;

/**
 * Which files a unit is restarted for when they change.
 *
 * @param files files, folders and globs, absolute or relative to the unit's {@code dir}
 * @param migrations folders: when a file in one of them changes, the unit's migrations run before it is restarted
 * @param migrate the devctl command that runs them
 */
public record Watch(List<String> files, List<Path> migrations, List<String> migrate) {
    public Watch {
        files = List.copyOf(files);
        migrations = List.copyOf(migrations);
        migrate = List.copyOf(migrate);
    }

    /** Nothing. */
    public static Watch nothing() {
        return new Watch(List.of(), List.of(), List.of());
    }

    /** Whether there is nothing to watch. */
    public boolean isEmpty() {
        return files.isEmpty() && migrations.isEmpty();
    }
}
