package io.devctl.migrate;

import org.jspecify.annotations.Nullable;

/**
 * Which table records a set's applied migrations, inside each target's schema unless another is named, as far as services.yaml says.
 *
 * @param table its name, without the schema; null for the one of the files' format
 * @param name the column that holds the migration's name, null to recognise it
 * @param appliedAt the column that holds when it was applied, null to recognise it
 * @param schema where it is, null for the target's own; {@code {tenant}} in it stands for the tenant
 */
public record Ledger(
        @Nullable String table,
        @Nullable String name,
        @Nullable String appliedAt,
        @Nullable String schema) {
    /** A table in the target's own schema. */
    public Ledger(@Nullable String table, @Nullable String name, @Nullable String appliedAt) {
        this(table, name, appliedAt, null);
    }

    /** Nothing is said. */
    public static final Ledger DEFAULT = new Ledger(null, null, null);

    /** What is locked: the same for every devctl with this services.yaml, before any file or table is looked at. */
    String lockName() {
        return table == null ? "schema_migrations" : table;
    }
}
