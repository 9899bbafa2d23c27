package io.devctl.config;

import java.util.Set;

/** The variables by which programs find their database. */
final class DatabaseVariables {
    // https://www.postgresql.org/docs/current/libpq-envars.html: those that choose the server, the database or the user
    private static final Set<String> LIBPQ = Set.of(
            "DATABASE_URL",
            "PGHOST",
            "PGHOSTADDR",
            "PGPORT",
            "PGDATABASE",
            "PGUSER",
            "PGPASSWORD",
            "PGPASSFILE",
            "PGSERVICE",
            "PGSERVICEFILE",
            "PGOPTIONS",
            "PGSSLMODE",
            "PGTARGETSESSIONATTRS");

    private DatabaseVariables() {}

    /** DATABASE_URL, and what libpq reads. */
    static boolean isLibpq(String name) {
        return LIBPQ.contains(name);
    }

    /** Whatever leads a program to a database: the above and POSTGRES_HOST and its like. */
    static boolean isAny(String name) {
        return isLibpq(name) || name.startsWith("POSTGRES_");
    }
}
