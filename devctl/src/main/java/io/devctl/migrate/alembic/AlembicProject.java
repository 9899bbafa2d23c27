package io.devctl.migrate.alembic;

import io.devctl.migrate.process.SearchPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A service whose migrations Alembic applies.
 *
 * @param folder where Alembic runs
 * @param config alembic.ini, absolute or relative to the folder
 * @param command with which Alembic is started: {@code [uv, run, alembic]}
 * @param schemaVariable the environment variable that tells env.py the target's schema
 * @param target what is upgraded to: {@code head} or {@code heads}
 * @param timeout how long one target may take
 * @param environment everything else that Alembic's process has in its environment; asked when one is started
 */
public record AlembicProject(
        Path folder,
        Path config,
        List<String> command,
        String schemaVariable,
        String target,
        Duration timeout,
        Supplier<Map<String, String>> environment) {
    /** What {@code target} is for a project whose history ends in one place. */
    public static final String HEAD = "head";

    public AlembicProject {
        command = List.copyOf(command);
    }

    /** What to do about an env.py that migrates, or keeps its version table, somewhere else. */
    public String elsewhere() {
        return "have env.py migrate the schema in " + schemaVariable
                + " and set version_table_schema to it, or say where the version table is: ledger: {schema: …}";
    }

    /** What env.py learns of a target, beside {@link #environment}. */
    public Map<String, String> variables(String schema) {
        return Map.of(
                schemaVariable,
                schema,
                "PGOPTIONS",
                SearchPath.options(environment.get().get("PGOPTIONS"), schema));
    }
}
