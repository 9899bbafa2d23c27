package io.devctl.postgres.copies;

import io.devctl.model.EventSink;
import io.devctl.postgres.Databases;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database to try something on, and to be dropped afterwards: a copy of another one, or empty where that one is in use,
 * since it cannot be copied then without ending what is connected to it. Whoever has one holds a lock on its name, which the
 * server takes back when devctl dies; databases of this sort whose lock nobody holds are dropped when the next one is made.
 */
public final class ScratchDatabase implements AutoCloseable {
    private static final String KIND = "check";

    private final DataSource maintenance;
    private final MaintenanceSession session;
    private final String name;
    private boolean copy;

    private ScratchDatabase(DataSource maintenance, MaintenanceSession session, String name) {
        this.maintenance = maintenance;
        this.session = session;
        this.name = name;
    }

    /**
     * Makes one.
     *
     * @param maintenance connections to another database of the same server, as a user who may create databases
     * @param events told how far the copy is
     * @throws io.devctl.model.DevctlException UNAVAILABLE when the server refuses
     */
    public static ScratchDatabase of(DataSource maintenance, String database, EventSink events) {
        Objects.requireNonNull(maintenance, "maintenance");
        byte[] unique = new byte[4];
        ThreadLocalRandom.current().nextBytes(unique);
        CopyNames names = new CopyNames(database);
        String name = names.of(KIND, HexFormat.of().formatHex(unique));
        return Refusal.in("copy", database, () -> {
            MaintenanceSession session = MaintenanceSession.open(maintenance);
            ScratchDatabase scratch = new ScratchDatabase(maintenance, session, name);
            try {
                dropAbandoned(session, names.prefix(KIND));
                session.lock(KIND, name);
                scratch.make(database, events);
                return scratch;
            } catch (SQLException | RuntimeException e) {
                scratch.close();
                throw e;
            }
        });
    }

    private static void dropAbandoned(MaintenanceSession session, String prefix) throws SQLException {
        for (List<@Nullable String> row :
                session.rows("select datname from pg_database where starts_with(datname, ?)", prefix)) {
            String left = String.valueOf(row.get(0));
            if (session.tryLock(KIND, left)) {
                session.execute("drop database if exists " + Databases.quoted(left) + " with (force)");
                session.unlock(KIND, left);
            }
        }
    }

    private void make(String database, EventSink events) throws SQLException {
        try {
            new TemplateCopy(maintenance, session, database, events).make(name);
        } catch (SQLException e) {
            if (!TemplateCopy.inUse(e)) {
                throw e;
            }
            session.execute("create database " + Databases.quoted(name));
            return;
        }
        copy = true;
        session.execute("begin");
        new DatabaseProperties(session).copy(database, name);
        session.execute("alter database " + Databases.quoted(name) + " allow_connections true");
        session.execute("commit");
    }

    /** What it is called in the server. */
    public String name() {
        return name;
    }

    /** Whether it holds what the other one held; else it is empty. */
    public boolean isCopy() {
        return copy;
    }

    /** Drops it, whatever is connected to it. May be called from any thread and more than once. */
    @Override
    public void close() {
        try (MaintenanceSession other = MaintenanceSession.open(maintenance)) {
            other.execute("drop database if exists " + Databases.quoted(name) + " with (force)");
        } catch (SQLException ignored) {
            // the server is gone, or busy making it: the next one to be made drops it
        } finally {
            session.close();
        }
    }
}
