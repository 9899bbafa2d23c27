package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The schema {@code devctl}, in which devctl keeps what it knows of the database it is in. */
final class Records {
    /** Of the schema's tables and functions. */
    static final int VERSION = 10;

    /** Any number that nobody else takes; the lock under which the schema is made. */
    static final long LOCK = 0x6465_7663_746c_0001L;

    /**
     * What a ledger is as an object: the table, its file (new after TRUNCATE or a rewrite), the column with the names, and
     * the triggers that count its changes, each with the transaction that last altered it. Of c (pg_class) and what
     * {@link #identityJoins} adds.
     */
    static final String IDENTITY = "pg_catalog.concat_ws('/',"
            + " (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()),"
            + " c.oid, c.relnamespace, c.relfilenode, c.relkind, c.relpersistence, c.relhassubclass, c.relnatts, a.attnum, a.xmin,"
            + " r.oid, r.xmin, r.tgenabled, t.oid, t.xmin, t.tgenabled,"
            + " (select p.xmin from pg_catalog.pg_proc p where p.proname = 'ledger_changed'"
            + " and p.pronamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = 'devctl')))";

    private static final String TRIGGER_JOINS =
            " left join pg_catalog.pg_trigger r on r.tgrelid = c.oid and r.tgname = 'devctl_rows'"
                    + " left join pg_catalog.pg_trigger t on t.tgrelid = c.oid and t.tgname = 'devctl_truncate'";

    private Records() {}

    /** The joins that {@link #IDENTITY} needs beside c. */
    static String identityJoins(String column) {
        return " left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = " + column
                + " and not a.attisdropped" + TRIGGER_JOINS;
    }

    /** Makes or upgrades the schema. Two devctl at once do it one after the other. */
    static void create(Session session) throws SqlFailure {
        session.send(begin() + "select pg_catalog.pg_advisory_xact_lock(" + LOCK + ")");
        if (version(session) < VERSION) {
            session.send(ddl());
            session.send(mark());
        }
        session.send("commit");
    }

    private static String begin() {
        return "begin; set local lock_timeout = '30s'; set local client_min_messages = error;"
                + " set local search_path = pg_catalog; ";
    }

    private static String ddl() {
        return resource("records.sql")
                .replace("/*identity*/", IDENTITY)
                .replace("/*identity-joins*/", identityJoins("p_column"))
                .replace("/*identity-joins-of-targets*/", identityJoins("k.name_column"));
    }

    private static String mark() {
        return "insert into devctl.version(version) values (" + VERSION
                + ") on conflict (only_row) do update set version = excluded.version";
    }

    /** The same as a script for psql. */
    static String script() {
        return begin() + "\ndo $$ begin perform pg_catalog.pg_advisory_xact_lock(" + LOCK + "); end $$;\n" + ddl()
                + "\n" + mark() + ";\ncommit;\n";
    }

    /** Whether the schema is there, as a devctl that writes needs it. */
    static boolean isThere(Session session) throws SqlFailure {
        return version(session) == VERSION;
    }

    /** Whether there is something to read: targets and tasks are as they were in every version. */
    static boolean isReadable(Session session) throws SqlFailure {
        return version(session) > 0;
    }

    private static int version(Session session) throws SqlFailure {
        // read from the catalogs: to_regclass may answer from a cache of before the lock under which this is asked
        boolean there = session.send("select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                        + " on n.oid = c.relnamespace where n.nspname = 'devctl' and c.relname = 'version')")
                .get(0)
                .is(0);
        List<Row> rows = there ? session.send("select version from devctl.version") : List.of();
        return rows.isEmpty() ? 0 : requireKnown(rows.get(0).number(0));
    }

    /** The version itself, unless a newer devctl made it. */
    static int requireKnown(int version) {
        if (version > VERSION) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "this database was migrated by a newer devctl: 'schema devctl, version " + version + "'",
                    "update devctl");
        }
        return version;
    }

    /** The text of a file beside this class. */
    static String resource(String name) {
        try (InputStream in = Records.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
