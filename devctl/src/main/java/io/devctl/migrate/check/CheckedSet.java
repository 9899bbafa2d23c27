package io.devctl.migrate.check;

import java.nio.file.Path;
import java.util.List;

/**
 * A set of migrations to look at.
 *
 * @param service the service that owns it
 * @param paths folders with migration files, merged by file name
 * @param base what paths in messages are relative to
 * @param perTenant whether there is a schema for each tenant
 * @param idempotent whether the set claims that its files can be run again
 * @param heads where the history ends, for engines whose histories branch; empty for files that run in the order of their
 *     names
 */
public record CheckedSet(
        String service, List<Path> paths, Path base, boolean perTenant, boolean idempotent, List<String> heads) {
    public CheckedSet {
        paths = List.copyOf(paths);
        heads = List.copyOf(heads);
    }
}
