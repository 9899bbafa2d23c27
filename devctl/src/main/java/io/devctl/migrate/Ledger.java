package io.devctl.migrate;

import java.util.Objects;

/**
 * The table in which a set's applied migrations are recorded, inside each target's schema.
 *
 * @param table its name, without the schema
 * @param name the column that holds the migration's file name
 * @param appliedAt the column that holds when it was applied
 */
public record Ledger(String table, String name, String appliedAt) {
    /** The shape that devctl creates where there is none. */
    public static final Ledger DEFAULT = new Ledger("schema_migrations", "migration_name", "applied_at");

    public Ledger {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(appliedAt, "appliedAt");
    }
}
