package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/** Remembers in the database which tasks have succeeded against it, so that a wiped database makes them due again. */
public final class TaskRecords {
    private final DataSource database;

    public TaskRecords(DataSource database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    /** Whether the task's last recorded success had this fingerprint. */
    public boolean succeeded(String task, String fingerprint) {
        try (Session session = Session.open(database)) {
            return Records.isReadable(session)
                    && session.send("select exists (select from devctl.tasks where task = " + Sql.text(task)
                                    + " and fingerprint = " + Sql.text(fingerprint) + ")")
                            .get(0)
                            .is(0);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    /** Records a success; it replaces the one before. */
    public void record(String task, String fingerprint) {
        try (Session session = Session.open(database)) {
            if (!Records.isThere(session)) {
                Records.create(session);
            }
            session.send("insert into devctl.tasks(task, fingerprint) values (" + Sql.text(task) + ", "
                    + Sql.text(fingerprint) + ") on conflict (task) do update set fingerprint = excluded.fingerprint,"
                    + " succeeded_at = now()");
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    /** Forgets every success, so that all tasks are due again. */
    public void forget() {
        try (Session session = Session.open(database)) {
            if (Records.isReadable(session)) {
                session.send("delete from devctl.tasks");
            }
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }
}
