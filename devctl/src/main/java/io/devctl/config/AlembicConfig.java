package io.devctl.config;

import java.util.List;

/**
 * How Alembic is run for a set of migrations.
 *
 * @param command its words, {@code [uv, run, alembic]} say
 * @param config alembic.ini, relative to the service's folder
 * @param schemaVariable the environment variable that tells env.py the schema of a target
 * @param upgrade {@code head}, or {@code heads} for a project whose history is meant to end in several
 */
public record AlembicConfig(List<String> command, String config, String schemaVariable, String upgrade) {
    public AlembicConfig {
        command = List.copyOf(command);
    }
}
