package io.devctl.migrate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The migration files of one service and how they are run.
 *
 * @param service the service that owns them
 * @param engine {@code sql}: the only engine that this package runs so far
 * @param paths folders with migration files, absolute; merged by file name
 * @param base what paths in messages are relative to
 * @param ledger where each target records what was applied
 * @param limits what its migrations may take
 */
public record MigrationSet(String service, String engine, List<Path> paths, Path base, Ledger ledger, Limits limits) {

    public MigrationSet {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(engine, "engine");
        paths = List.copyOf(paths);
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(ledger, "ledger");
        Objects.requireNonNull(limits, "limits");
    }
}
