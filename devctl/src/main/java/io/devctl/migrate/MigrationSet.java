package io.devctl.migrate;

import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.files.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The migration files of one service and how they are run.
 *
 * @param service the service that owns them
 * @param engine {@code sql}, which this package runs itself, or {@code alembic}
 * @param paths folders with migration files, absolute; merged by file name
 * @param base what paths in messages are relative to
 * @param format whose convention the files follow, null to recognise it
 * @param ledger where each target records what was applied
 * @param variables values of {@code ${NAME}} in the files, by name; {@code {tenant}} in a value stands for the tenant
 * @param statementTimeout how long one statement may take; zero means without end
 * @param alembic how Alembic is run for the set; null for another engine
 */
public record MigrationSet(
        String service,
        String engine,
        List<Path> paths,
        Path base,
        @Nullable Format format,
        Ledger ledger,
        Map<String, String> variables,
        Duration statementTimeout,
        @Nullable AlembicProject alembic) {
    /** What a set has unless services.yaml says otherwise. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    /** A set of SQL files. */
    public MigrationSet(
            String service,
            String engine,
            List<Path> paths,
            Path base,
            @Nullable Format format,
            Ledger ledger,
            Map<String, String> variables,
            Duration statementTimeout) {
        this(service, engine, paths, base, format, ledger, variables, statementTimeout, null);
    }

    public MigrationSet {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(engine, "engine");
        paths = List.copyOf(paths);
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(ledger, "ledger");
        variables = Map.copyOf(variables);
        Objects.requireNonNull(statementTimeout, "statementTimeout");
    }
}
