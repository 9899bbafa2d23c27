package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.time.Duration;
import java.util.List;

/** A connection that migrates, and how it is brought back to the state in which each file finds it. */
final class WorkSession implements Outlet {
    /**
     * The server's own time zone for this role and database, since the driver puts the client's in its place; the server's
     * default is told by log_timezone, which initdb sets alike.
     */
    private static final String START = "select pg_catalog.current_setting('application_name'), coalesce("
            + "(select o.option_value from pg_catalog.pg_db_role_setting s,"
            + " pg_catalog.pg_options_to_table(s.setconfig) o where lower(o.option_name) = 'timezone'"
            + " and s.setdatabase in (0, (select oid from pg_catalog.pg_database"
            + " where datname = pg_catalog.current_database()))"
            + " and s.setrole in (0, (select oid from pg_catalog.pg_roles where rolname = session_user))"
            + " order by s.setrole = 0, s.setdatabase = 0 limit 1),"
            + " pg_catalog.current_setting('log_timezone'))";

    /** Tells the triggers on tables that what happens is a migration's doing; see records.sql. */
    static final String MIGRATING = "devctl.migrating = on";

    private final Session session;
    private final List<String> reset;

    WorkSession(Session session) throws SqlFailure {
        this.session = session;
        var start = session.send(START).get(0);
        this.reset = List.of(
                "reset session authorization",
                "reset role",
                "reset all",
                "set application_name = " + Sql.text(name(start.text(0))),
                "set timezone = " + Sql.text(start.get(1)));
    }

    /** Tells whoever looks at the server's sessions which devctl this is. */
    private static String name(String given) {
        return given.equals("devctl") ? Runner.NAME : given;
    }

    Session session() {
        return session;
    }

    @Override
    public void reset(Message message) {
        reset.forEach(message::own);
    }

    @Override
    public void send(Message message) throws SqlFailure {
        session.send(message.sql());
    }

    @Override
    public void copyIn(String sql, String text, int from, int to) throws SqlFailure {
        session.copyIn(sql, text, from, to);
    }

    @Override
    public List<Row> ask(String question) throws SqlFailure {
        return session.send(question);
    }

    /** Adds what a file finds: names are looked for in its schema, then in public; nothing waits or runs for ever. */
    static void surroundings(Message message, String schema, Duration lockTimeout, Duration statementTimeout) {
        message.own("set search_path = " + Sql.name(schema) + (schema.equals("public") ? "" : ", public"));
        message.own("set lock_timeout = " + lockTimeout.toMillis());
        message.own("set statement_timeout = " + statementTimeout.toMillis());
        message.own("set " + MIGRATING);
    }

    /**
     * Adds what removes objects that outlive a file's transaction: temporary tables, cursors, last sequence values. Not
     * done before the next file, where it would be the query before which a transaction's modes must be set.
     */
    static void tidy(Message message) {
        message.own("discard temp")
                .own("discard sequences")
                .own("unlisten *")
                .own("close all")
                .own("deallocate all");
    }

    /** Adds, inside a transaction, what makes our own statements ours whatever role the file took. */
    static void ourselves(Message message) {
        message.own("set local session authorization default").own("set local role to default");
    }
}
