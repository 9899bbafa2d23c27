package io.devctl.postgres.copies;

import io.devctl.model.EventSink;
import io.devctl.postgres.Databases;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * The golden copy of a database: what all migrations make of an empty one. It is made beside the database and never of it. A
 * spare, a copy of the golden copy, makes a reset two renames. There is at most one of each.
 */
public final class GoldenCopies {
    /** Replaced databases that may wait for {@link #keep} to drop them. */
    private static final int WAITING = 2;

    private final DataSource maintenance;
    private final String database;
    private final String owner;
    private final Function<String, Optional<String>> key;
    private final EventSink events;
    private final CopyNames names;

    /**
     * The golden copy that fits what is wanted now.
     *
     * @param maintenance connections to another database of the same server
     * @param key from the server's version, a digest of all that a copy has to have been made of; empty for no copy
     * @param events told how far a copy is
     */
    public GoldenCopies(
            DataSource maintenance,
            String database,
            String owner,
            Function<String, Optional<String>> key,
            EventSink events) {
        this.maintenance = Objects.requireNonNull(maintenance, "maintenance");
        this.database = Objects.requireNonNull(database, "database");
        this.owner = Objects.requireNonNull(owner, "owner");
        this.key = Objects.requireNonNull(key, "key");
        this.events = Objects.requireNonNull(events, "events");
        this.names = new CopyNames(database);
    }

    /**
     * Puts the spare, or else a copy of the golden copy, in the place of the database. What is connected to the database is
     * disconnected.
     *
     * @param adopt see {@link #keep}
     * @return the new database's oid; empty when there is no copy with this key, and nothing was done
     */
    public Optional<Long> restore(Consumer<String> adopt) {
        return Refusal.in("restore", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.locked(maintenance, database)) {
                Optional<String> wanted = key(session);
                if (wanted.isEmpty() || !isThere(Shelf.look(session, names), wanted.get())) {
                    return Optional.empty();
                }
                session.lock("golden", database); // whoever has it makes the spare: no slower than making one here
                return restore(session, wanted.get(), adopt);
            }
        });
    }

    private static boolean isThere(Shelf shelf, String key) {
        return shelf.spare(key).isPresent() || shelf.golden(key).isPresent();
    }

    private Optional<Long> restore(MaintenanceSession session, String key, Consumer<String> adopt) throws SQLException {
        Shelf shelf = Shelf.look(session, names);
        if (shelf.spare(key).isEmpty()) {
            if (shelf.golden(key).isEmpty()) {
                return Optional.empty();
            }
            makeSpare(session, shelf, key, adopt);
            shelf = Shelf.look(session, names);
        }
        if (shelf.replaced().size() >= WAITING) {
            for (String replaced : shelf.replaced()) {
                shelf.drop(replaced);
            }
        }
        Optional<Shelf.Entry> spare = shelf.spare(key);
        if (spare.isPresent()) {
            new Swap(session, database).run(shelf.spare(), shelf.old());
        }
        return spare.map(Shelf.Entry::oid);
    }

    /**
     * Makes what is missing for the next {@link #restore}, and drops what no reset will use. May take long, and may be killed:
     * what is not complete does not count.
     *
     * @param fill given the name of an empty database, migrates it; false when that cannot be done
     * @param adopt given the name of a copy of such a database, tells it that it is one
     * @return whether there is a golden copy and a spare
     */
    public boolean keep(Predicate<String> fill, Consumer<String> adopt) {
        return Refusal.in("copy", database, () -> {
            try (MaintenanceSession session = MaintenanceSession.open(maintenance)) {
                session.lock("golden", database);
                return keep(session, fill, adopt);
            }
        });
    }

    private boolean keep(MaintenanceSession session, Predicate<String> fill, Consumer<String> adopt)
            throws SQLException {
        Shelf shelf = Shelf.look(session, names);
        shelf.drop(shelf.next());
        Optional<String> wanted = key(session);
        if (wanted.isEmpty() || shelf.golden(wanted.get()).isEmpty()) {
            shelf.drop(shelf.spare());
            shelf.drop(shelf.golden());
            if (wanted.isEmpty() || !makeGolden(session, shelf, wanted.get(), fill)) {
                dropReplaced(shelf);
                return false;
            }
        }
        if (shelf.spare(wanted.get()).isEmpty()) {
            makeSpare(session, shelf, wanted.get(), adopt);
        }
        dropReplaced(shelf);
        return true;
    }

    private static void dropReplaced(Shelf shelf) throws SQLException {
        for (String replaced : shelf.replaced()) {
            shelf.drop(replaced);
        }
    }

    private boolean makeGolden(MaintenanceSession session, Shelf shelf, String wanted, Predicate<String> fill)
            throws SQLException {
        // what Postgres keeps outside a database is in no copy of it
        if (new DatabaseProperties(session).any(database)) {
            return false;
        }
        session.execute("create database " + Databases.quoted(shelf.next()) + " owner " + Databases.quoted(owner)
                + " template template0");
        boolean whole = fill.test(shelf.next())
                && !new DatabaseProperties(session).any(shelf.next())
                && !new DatabaseProperties(session).any(database)
                && key(session).equals(Optional.of(wanted)); // files may have changed meanwhile
        if (!whole) {
            shelf.drop(shelf.next());
            return false;
        }
        shelf.seal(shelf.golden(), wanted);
        return true;
    }

    /** Of a golden copy that is there; what holds the spare's place goes. */
    private void makeSpare(MaintenanceSession session, Shelf shelf, String key, Consumer<String> adopt)
            throws SQLException {
        shelf.drop(shelf.spare());
        shelf.drop(shelf.next());
        new TemplateCopy(maintenance, session, shelf.golden(), events).make(shelf.next());
        adopt.accept(shelf.next());
        shelf.seal(shelf.spare(), key);
    }

    private Optional<String> key(MaintenanceSession session) throws SQLException {
        return key.apply(String.valueOf(session.value("show server_version")));
    }
}
