package io.devctl.postgres.copies;

import io.devctl.postgres.Databases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The golden copy and the spare as the server has them. A copy counts only with its seal: a comment with the key and with the
 * transaction in which the copy was closed to connections, which is the last one that may have altered its entry. Whoever
 * opens it again, half-made or by hand, breaks the seal.
 */
final class Shelf {
    private static final String MARK = "devctl";
    private static final int LINES = 4;
    /** xid8 counts on where xmin, its lower half, begins anew. */
    private static final long XMIN_RANGE = 1L << 32;

    private final MaintenanceSession session;
    private final CopyNames names;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One database.
     *
     * @param key what it was made of; null when it is not sealed
     */
    record Entry(String database, long oid, @Nullable String key) {}

    private Shelf(MaintenanceSession session, CopyNames names) {
        this.session = session;
        this.names = names;
    }

    /** What is there now. */
    static Shelf look(MaintenanceSession session, CopyNames names) throws SQLException {
        Shelf shelf = new Shelf(session, names);
        for (List<@Nullable String> row : session.rows(
                "select d.datname, d.oid::text, d.xmin::text, shobj_description(d.oid, 'pg_database'),"
                        + " (not d.datallowconn and d.datconnlimit = -1 and not exists (select from"
                        + " pg_db_role_setting s where s.setdatabase = d.oid))::text"
                        + " from pg_database d where d.datname in (?, ?, ?) or starts_with(d.datname, ?)",
                shelf.golden(),
                shelf.spare(),
                shelf.next(),
                shelf.oldPrefix())) {
            String database = String.valueOf(row.get(0));
            boolean closed = Boolean.parseBoolean(row.get(4));
            shelf.entries.add(new Entry(
                    database,
                    Long.parseLong(String.valueOf(row.get(1))),
                    closed ? shelf.key(database, String.valueOf(row.get(2)), row.get(3)) : null));
        }
        return shelf;
    }

    private @Nullable String key(String database, String xmin, @Nullable String comment) {
        String[] lines = String.valueOf(comment).split("\n", -1);
        return lines.length == LINES && lines[0].equals(MARK) && lines[1].equals(database) && lines[3].equals(xmin)
                ? lines[2]
                : null;
    }

    /** The golden copy, if it is whole and of this key. */
    Optional<Entry> golden(String key) {
        return sealed(golden(), key);
    }

    /** The spare, if it is whole and of this key. */
    Optional<Entry> spare(String key) {
        return sealed(spare(), key);
    }

    private Optional<Entry> sealed(String database, String key) {
        return entries.stream()
                .filter(entry -> entry.database().equals(database) && key.equals(entry.key()))
                .findFirst();
    }

    String golden() {
        return names.of("golden", "copy");
    }

    String spare() {
        return names.of("spare", "copy");
    }

    /** What a copy is called until it is sealed. */
    String next() {
        return names.of("next", "golden");
    }

    /** What the names of databases begin with that a reset has replaced. */
    private String oldPrefix() {
        return names.of("old", "reset");
    }

    /** A name for a database that is replaced. */
    String old() {
        int n = 0;
        while (there(oldPrefix() + n)) {
            n++;
        }
        return oldPrefix() + n;
    }

    /** Databases that a reset has replaced. */
    List<String> replaced() {
        return entries.stream()
                .map(Entry::database)
                .filter(name -> name.startsWith(oldPrefix()))
                .toList();
    }

    private boolean there(String database) {
        return entries.stream().anyMatch(entry -> entry.database().equals(database));
    }

    /** Gives what was made as {@link #next} its name and its seal, at once; the name must be free. */
    void seal(String name, String key) throws SQLException {
        session.execute("begin");
        String transaction = String.valueOf(session.value("select pg_current_xact_id()::text"));
        String xmin = Long.toString(Long.parseLong(transaction) % XMIN_RANGE);
        session.execute("alter database " + Databases.quoted(next()) + " allow_connections false");
        session.execute("alter database " + Databases.quoted(next()) + " rename to " + Databases.quoted(name));
        String comment = String.join("\n", MARK, name, key, xmin);
        session.execute("comment on database " + Databases.quoted(name) + " is " + session.literal(comment));
        session.execute("commit");
    }

    void drop(String database) throws SQLException {
        session.execute("drop database if exists " + Databases.quoted(database) + " with (force)");
    }
}
