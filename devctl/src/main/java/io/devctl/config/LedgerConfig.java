package io.devctl.config;

import org.jspecify.annotations.Nullable;

/**
 * The table in which an engine records what it has applied.
 *
 * @param table its name, without a schema; the usual one of the engine unless it is given
 * @param schema where the engine keeps it, when that is not the target's own schema; may contain {@code {tenant}}
 * @param given whether services.yaml names the table
 * @param name the column with the migration's name, or null for the engine's own
 * @param appliedAt the column with the time, or null for the engine's own
 */
public record LedgerConfig(
        String table,
        boolean given,
        @Nullable String name,
        @Nullable String appliedAt,
        @Nullable String schema) {
    /** A table in the target's own schema. */
    public LedgerConfig(String table, boolean given, @Nullable String name, @Nullable String appliedAt) {
        this(table, given, name, appliedAt, null);
    }

    /** The schema in which a target has it. */
    String schemaOf(String target, @Nullable String tenant) {
        return schema == null ? target : tenant == null ? schema : schema.replace("{tenant}", tenant);
    }
}
