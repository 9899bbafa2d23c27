package io.devctl.postgres.copies;

import io.devctl.model.DatabaseCopy;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Databases;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The copies of one database that users name. Needs nothing but SQL, so that it works with every provider. A copy is made
 * under another name and gets its own when it is complete; what a killed devctl left is dropped by the next one.
 */
public final class Copies {
    private static final String MARK = "devctl copy";

    private final DataSource maintenance;
    private final String database;
    private final EventSink events;
    private final CopyNames names;

    /**
     * Copies of a database.
     *
     * @param maintenance connections to another database of the same server, as a user who may create databases
     * @param events told how far a copy is
     */
    public Copies(DataSource maintenance, String database, EventSink events) {
        this.maintenance = Objects.requireNonNull(maintenance, "maintenance");
        this.database = Objects.requireNonNull(database, "database");
        this.events = Objects.requireNonNull(events, "events");
        this.names = new CopyNames(database);
    }

    /** All of them, oldest first. */
    public List<DatabaseCopy> list() {
        return Refusal.in("list the copies of", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.open(maintenance)) {
                return list(session);
            }
        });
    }

    /**
     * What all copies take on disk.
     *
     * @param golden bytes of the golden copy, its spare and what waits to be dropped
     * @param named how many snapshots and clones there are
     * @param namedBytes what those take
     */
    public record Usage(long golden, int named, long namedBytes) {}

    /** What the copies take now, as the server counts it. */
    public Usage usage() {
        String size = "coalesce(sum(pg_database_size(oid)) filter (where starts_with(datname, ?)"
                + " or starts_with(datname, ?)%s), 0)::bigint::text";
        return Refusal.in("measure the copies of", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.open(maintenance)) {
                List<@Nullable String> row = session.rows(
                                "select " + size.replace("%s", " or starts_with(datname, ?) or starts_with(datname, ?)")
                                        + ", " + size.replace("%s", "")
                                        + ", count(*) filter (where starts_with(datname, ?) or starts_with(datname, ?))::text"
                                        + " from pg_database",
                                names.prefix("golden"),
                                names.prefix("spare"),
                                names.prefix("next"),
                                names.prefix("old"),
                                names.prefix("snapshot"),
                                names.prefix("clone"),
                                names.prefix("snapshot"),
                                names.prefix("clone"))
                        .get(0);
                return new Usage(number(row.get(0)), (int) number(row.get(2)), number(row.get(1)));
            }
        });
    }

    private static long number(@Nullable String text) {
        return Long.parseLong(String.valueOf(text));
    }

    /** How many connections to the database would be ended by copying it now. */
    public int connections() {
        return Refusal.in("look at", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.open(maintenance)) {
                return Integer.parseInt(String.valueOf(
                        session.value("select count(*)::text from pg_stat_activity where datname = ?", database)));
            }
        });
    }

    /**
     * Copies the database as it is now. What is connected to it is disconnected and can connect again at once; new
     * connections wait until the copy is made.
     *
     * @throws DevctlException USAGE for a name that cannot be one, or is taken
     */
    public DatabaseCopy make(DatabaseCopy.Kind kind, String name) {
        String copy = names.of(kind.word(), CopyNames.checked(name));
        return Refusal.in("copy", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.locked(maintenance, database)) {
                for (DatabaseCopy known : list(session)) {
                    if (known.name().equals(name)) {
                        throw new DevctlException(
                                ExitCode.USAGE,
                                "there is a " + known.kind().word() + " of this name already: '" + name + "'",
                                "dev db drop " + name + ", or take another name");
                    }
                }
                String next = unfinished(session);
                new TemplateCopy(maintenance, session, database, events).makeFromInUse(next);
                finish(session, next, copy, kind, name);
                return list(session).stream()
                        .filter(made -> made.database().equals(copy))
                        .findFirst()
                        .orElseThrow();
            }
        });
    }

    private void finish(MaintenanceSession session, String next, String copy, DatabaseCopy.Kind kind, String name)
            throws SQLException {
        String comment = String.join(
                "\n", MARK, database, kind.word(), name, Instant.now().toString());
        session.execute("begin");
        new DatabaseProperties(session).copy(database, next);
        session.execute("comment on database " + Databases.quoted(next) + " is " + session.literal(comment));
        if (kind == DatabaseCopy.Kind.SNAPSHOT) {
            session.execute("alter database " + Databases.quoted(next) + " allow_connections false");
        }
        session.execute("alter database " + Databases.quoted(next) + " rename to " + Databases.quoted(copy));
        session.execute("commit");
    }

    /** Puts a copy of a snapshot in the place of the database; the snapshot stays. */
    public void restore(DatabaseCopy snapshot) {
        Refusal.in("restore", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.locked(maintenance, database)) {
                String next = unfinished(session);
                new TemplateCopy(maintenance, session, snapshot.database(), events).make(next);
                session.execute("begin");
                new DatabaseProperties(session).copy(snapshot.database(), next);
                session.execute("commit");
                replace(session, next);
                return next;
            }
        });
    }

    /** Puts an empty database in the place of the database, and leaves everything else in the server as it is. */
    public void empty() {
        replace(next -> {});
    }

    /**
     * Makes a database, has it filled, and puts it in the place of the database; what was there stays when filling fails.
     *
     * @param fill given the new database's name
     */
    public void replace(Consumer<String> fill) {
        Refusal.in("replace", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.locked(maintenance, database)) {
                String next = unfinished(session);
                session.execute("create database " + Databases.quoted(next));
                fill.accept(next);
                replace(session, next);
                return next;
            }
        });
    }

    private void replace(MaintenanceSession session, String next) throws SQLException {
        new Swap(session, database).run(next, names.of("old", "restore"));
        session.execute("drop database if exists " + Databases.quoted(names.of("old", "restore")) + " with (force)");
    }

    /** Deletes a copy; what is connected to it is disconnected. */
    public void drop(DatabaseCopy copy) {
        Refusal.in("drop", copy.database(), () -> {
            try (MaintenanceSession session = MaintenanceSession.open(maintenance)) {
                session.execute("drop database if exists " + Databases.quoted(copy.database()) + " with (force)");
                return copy;
            }
        });
    }

    /** The name under which the next copy is made; what a killed devctl left under it is dropped. */
    private String unfinished(MaintenanceSession session) throws SQLException {
        String next = names.of("next", "copy");
        for (String left : List.of(next, names.of("old", "restore"))) {
            session.execute("drop database if exists " + Databases.quoted(left) + " with (force)");
        }
        return next;
    }

    private List<DatabaseCopy> list(MaintenanceSession session) throws SQLException {
        List<DatabaseCopy> copies = new ArrayList<>();
        for (List<@Nullable String> row : session.rows(
                "select d.datname, shobj_description(d.oid, 'pg_database'), pg_database_size(d.oid)::text"
                        + " from pg_database d where starts_with(shobj_description(d.oid, 'pg_database'), ?)"
                        + " order by split_part(shobj_description(d.oid, 'pg_database'), chr(10), 5), d.datname",
                MARK + "\n" + database + "\n")) {
            String[] lines = String.valueOf(row.get(1)).split("\n", -1);
            DatabaseCopy.Kind kind = lines[2].equals(DatabaseCopy.Kind.CLONE.word())
                    ? DatabaseCopy.Kind.CLONE
                    : DatabaseCopy.Kind.SNAPSHOT;
            String name = String.valueOf(row.get(0));
            if (name.equals(names.of(kind.word(), lines[3]))) {
                copies.add(new DatabaseCopy(
                        kind, lines[3], name, Instant.parse(lines[4]), Long.parseLong(String.valueOf(row.get(2)))));
            }
        }
        return copies;
    }
}
