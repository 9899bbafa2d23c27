package io.devctl.migrate.check;

import org.jspecify.annotations.Nullable;

/**
 * A name in a statement, as Postgres understands it: folded to lower case where it was not quoted.
 *
 * @param schema null when it was left out
 * @param next index of the token behind it
 */
record Name(@Nullable String schema, String name, int next) {
    /** Whether both can mean the same thing; a schema that was left out may be any. */
    boolean means(Name other) {
        return name.equals(other.name) && (schema == null || other.schema == null || schema.equals(other.schema));
    }
}
