package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/** Remembers in the database which tasks have succeeded against it, so that a wiped database makes them due again. */
public final class TaskRecords {
    /** The supervisor waits for these answers: whatever a migration holds, there is one, if only that there is none. */
    private static final String LIMITS = "set lock_timeout = '15s'; set statement_timeout = '30s'; ";

    private final DataSource database;

    public TaskRecords(DataSource database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    /** Whether the task's last recorded success had this fingerprint. */
    public boolean succeeded(String task, String fingerprint) {
        try (Session session = Session.open(database)) {
            return session.send(LIMITS + "select exists (select from devctl.tasks where task = " + Sql.text(task)
                            + " and fingerprint = " + Sql.text(fingerprint) + ")")
                    .get(0)
                    .is(0);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            if (isNotThere(e)) {
                return false;
            }
            throw Refusals.notAsked(e);
        }
    }

    /** Records a success; it replaces the one before. */
    public void record(String task, String fingerprint) {
        String insert = LIMITS + "insert into devctl.tasks(task, fingerprint) values (" + Sql.text(task) + ", "
                + Sql.text(fingerprint) + ") on conflict (task) do update set fingerprint = excluded.fingerprint,"
                + " succeeded_at = now()";
        try (Session session = Session.open(database)) {
            try {
                session.send(insert);
            } catch (SqlFailure e) {
                // an older schema will do: to bring it up to date is a migration's business, and may have to wait for
                // one
                if (!isNotThere(e)) {
                    throw e;
                }
                Records.create(session);
                session.send(insert);
            }
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    /** Forgets every success, so that all tasks are due again. */
    public void forget() {
        try (Session session = Session.open(database)) {
            session.send(LIMITS + "delete from devctl.tasks");
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            if (!isNotThere(e)) {
                throw Refusals.notAsked(e);
            }
        }
    }

    private static boolean isNotThere(SqlFailure e) {
        return e.sqlstate().equals("42P01") || e.sqlstate().equals("3F000");
    }
}
