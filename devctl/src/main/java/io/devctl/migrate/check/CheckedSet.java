package io.devctl.migrate.check;

import io.devctl.migrate.files.Format;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of migrations to look at.
 *
 * @param service the service that owns it
 * @param paths folders with migration files, merged by file name
 * @param format whose convention they follow, null to recognise it
 * @param base what paths in messages are relative to
 * @param perTenant whether there is a schema for each tenant
 * @param idempotent whether the set claims that its files can be run again
 */
public record CheckedSet(
        String service, List<Path> paths, @Nullable Format format, Path base, boolean perTenant, boolean idempotent) {
    public CheckedSet {
        paths = List.copyOf(paths);
    }
}
