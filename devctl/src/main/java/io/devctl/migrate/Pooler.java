package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Notices a connection pooler that gives each transaction another server session: there neither a lock nor a setting of
 * the session holds, and two devctl would migrate one target at once.
 *
 * <p>A pooler makes up the process id that clients are greeted with. Where that is not the server's own, a second
 * connection begins a transaction: a pooler in session mode has to give it a server session of its own, one in
 * transaction mode gives it the one that has just become free, which was ours.
 */
final class Pooler {
    private static final String PID = "select pg_catalog.pg_backend_pid()";
    private static final int ROUNDS = 5;

    private Pooler() {}

    /**
     * Does nothing for a connection to the server itself, and for a pooler that keeps server sessions for clients.
     *
     * @throws DevctlException UNAVAILABLE for one that does not
     */
    static void refuse(DataSource database, Session session) throws SQLException, SqlFailure {
        if (pid(session) != session.pid() && sharesSessions(database, session)) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "this address leads to a connection pooler in transaction mode, through which migrations cannot be"
                            + " locked: 'the server session changed between two transactions'",
                    "give the address of Postgres itself, or of a pool with pool_mode = session, for migrations");
        }
    }

    private static boolean sharesSessions(DataSource database, Session mine) throws SQLException, SqlFailure {
        try (Session other = Session.open(database)) {
            for (int round = 0; round < ROUNDS; round++) {
                int before = pid(mine);
                other.send("begin");
                int theirs = pid(other);
                int now = pid(mine);
                other.send("rollback");
                if (before == theirs || before != now) {
                    return true;
                }
            }
            return false;
        }
    }

    private static int pid(Session session) throws SqlFailure {
        return session.send(PID).get(0).number(0);
    }
}
