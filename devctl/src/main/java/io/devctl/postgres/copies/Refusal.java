package io.devctl.postgres.copies;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.sql.SQLException;

/** What the server refuses, in words a user can do something about. */
final class Refusal {
    private static final String FORBIDDEN = "42501";
    private static final String FULL = "53100";

    private Refusal() {}

    interface Work<T> {
        T run() throws SQLException;
    }

    static <T> T in(String verb, String database, Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            String hint = null;
            if (FORBIDDEN.equals(e.getSQLState())) {
                hint = "give the user the right to create databases: alter role … createdb";
            } else if (FULL.equals(e.getSQLState())) {
                hint = "make room: dev db snapshots lists copies, dev db drop NAME deletes one";
            } else if (TemplateCopy.inUse(e)) {
                hint = "close what is still connected to it, then run the command again";
            }
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot " + verb + " '" + database + "': " + e.getMessage(), hint, e);
        }
    }
}
