package io.devctl.postgres.copies;

import io.devctl.postgres.Databases;
import java.sql.SQLException;

/** Puts a copy in the place of the database, in one transaction: there is the old one or the new one, never none. */
final class Swap {
    private static final int ATTEMPTS = 20;

    private final MaintenanceSession session;
    private final String database;

    Swap(MaintenanceSession session, String database) {
        this.session = session;
        this.database = database;
    }

    /**
     * Ends what is connected to the database, and renames.
     *
     * @param old what the database is called afterwards; it is not there when there was no database
     */
    void run(String copy, String old) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                rename(copy, old);
                return;
            } catch (SQLException e) {
                session.execute("rollback");
                if (!TemplateCopy.inUse(e) || attempt == ATTEMPTS) {
                    throw e; // somebody connects as fast as he is thrown out
                }
            }
        }
    }

    private void rename(String copy, String old) throws SQLException {
        session.rows("select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = ?", database);
        boolean there = session.exists(database);
        session.execute("begin");
        if (there) {
            renameOne(database, old);
        }
        renameOne(copy, database);
        session.execute("alter database " + Databases.quoted(database) + " allow_connections true");
        session.execute("commit");
    }

    private void renameOne(String from, String to) throws SQLException {
        session.execute("alter database " + Databases.quoted(from) + " rename to " + Databases.quoted(to));
    }
}
