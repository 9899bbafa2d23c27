package io.devctl.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One set of migrations of a service.
 *
 * @param engine {@code sql}, {@code alembic} …
 * @param paths absolute folders, merged by file name; where {@code search} is given, the first of them that exists
 * @param search absolute folders as they are listed, or empty
 * @param schema may contain {@code {tenant}}
 * @param format the convention of the files, or null to recognise it
 * @param verify tables that must exist afterwards, or SQL that must return true; may contain {@code {tenant}}
 * @param variables values of {@code ${NAME}} in the files, by name; may contain {@code {tenant}}
 * @param timeout how long an engine of another kind may take for one target, and a statement of {@code sql} where
 *     {@code statement_timeout} is not given
 * @param limits Postgres's own limits while a migration runs
 * @param outOfOrder whether a file that sorts before an applied one may be applied later
 * @param auto false when {@code dev up} only reports what is pending
 * @param idempotent whether the files can be run again, which {@code dev migrate check} then holds them to
 * @param alembic how Alembic is run where it is the engine
 * @param tool how another tool is run where it is the engine, else null
 */
public record MigrationConfig(
        String engine,
        List<Path> paths,
        List<Path> search,
        String schema,
        LedgerConfig ledger,
        @Nullable String format,
        List<String> verify,
        Map<String, String> variables,
        Duration timeout,
        Limits limits,
        boolean outOfOrder,
        boolean auto,
        boolean idempotent,
        AlembicConfig alembic,
        @Nullable ToolConfig tool) {
    /** Stands for the tenant's name in {@code schema} and {@code verify}. */
    public static final String TENANT = "{tenant}";

    public MigrationConfig {
        paths = List.copyOf(paths);
        search = List.copyOf(search);
        verify = List.copyOf(verify);
        variables = Map.copyOf(variables);
    }

    /**
     * Postgres's own limits while a migration runs.
     *
     * @param lock lock_timeout, or null for devctl's own, 10 s
     * @param statement statement_timeout, 60 s unless given
     * @param retries how often what failed for a passing reason is tried again, or null for devctl's own number
     */
    public record Limits(
            @Nullable Duration lock,
            Duration statement,
            @Nullable Integer retries) {}

    /** Whether there is a target for each tenant. */
    public boolean perTenant() {
        return schema.contains(TENANT);
    }

    /** The schema of a tenant's target; the schema itself when it is not per tenant. */
    public String schemaOf(@Nullable String tenant) {
        return tenant == null ? schema : schema.replace(TENANT, tenant);
    }
}
