package io.devctl.migrate;

import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;

/** Writes down the last failure of a target. */
final class FailureRecord {
    private FailureRecord() {}

    /** @param id of the target in the records, an SQL expression */
    static void keep(WorkSession work, String id, String file, MigrationError error) throws SqlFailure {
        Message message = new Message();
        work.reset(message);
        add(message, id, file, error);
        WorkSession.tidy(message);
        work.session().send(message.sql());
    }

    /** The same, with the word for what the ledger holds after the files that went well. */
    static void keep(WorkSession work, OpenTarget open, String file, MigrationError error) throws SqlFailure {
        if (work.session().isOpen()) {
            Message message = new Message();
            work.reset(message);
            add(message, open.id(), file, error);
            open.vouchAgain(message);
            WorkSession.tidy(message);
            work.session().send(message.sql());
        }
    }

    private static void add(Message message, String id, String file, MigrationError error) {
        message.own("insert into devctl.failures(target_id, name, line, sqlstate, message) values (" + id + ", "
                + Sql.text(file) + ", " + error.line() + ", " + Sql.text(error.sqlstate()) + ", "
                + Sql.text(error.message()) + ") on conflict (target_id) do update set name = excluded.name,"
                + " line = excluded.line, sqlstate = excluded.sqlstate, message = excluded.message, failed_at = now()");
    }
}
