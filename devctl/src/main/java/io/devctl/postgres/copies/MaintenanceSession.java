package io.devctl.postgres.copies;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A connection to a database of the server that is never copied, from which the others are made, renamed and dropped. */
final class MaintenanceSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Connection connection;

    private MaintenanceSession(Connection connection) {
        this.connection = connection;
    }

    static MaintenanceSession open(DataSource maintenance) throws SQLException {
        return new MaintenanceSession(maintenance.getConnection());
    }

    /** A session that alone puts others in the place of this database, or makes copies of it that users name. */
    static MaintenanceSession locked(DataSource maintenance, String database) throws SQLException {
        MaintenanceSession session = open(maintenance);
        try {
            session.lock("copies", database);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Waits for the right to do something with this database. The lock belongs to the server's process: when devctl dies,
     * it is held until the statement that it sent has ended, and not longer.
     */
    void lock(String what, String database) throws SQLException {
        lock(what, database, PATIENCE);
    }

    void lock(String what, String database, Duration patience) throws SQLException {
        Deadline deadline = Deadline.in(patience);
        while (!tryLock(what, database)) {
            if (!deadline.pause(PAUSE)) {
                throw new DevctlException(
                        ExitCode.LOCKED,
                        "another devctl has been copying '" + database + "' for " + patience.toSeconds() + " s",
                        "run the command again when it has finished");
            }
        }
    }

    /** Takes the right to do something with this database, if nobody has it. */
    boolean tryLock(String what, String database) throws SQLException {
        return Boolean.parseBoolean(value(
                "select pg_try_advisory_lock(hashtextextended('devctl ' || ? || ' ' || ?, 0))::text", what, database));
    }

    void unlock(String what, String database) throws SQLException {
        value("select pg_advisory_unlock(hashtextextended('devctl ' || ? || ' ' || ?, 0))::text", what, database);
    }

    int pid() throws SQLException {
        return Integer.parseInt(String.valueOf(value("select pg_backend_pid()::text")));
    }

    Connection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row; null when there is none. */
    @Nullable
    String value(String sql, String... parameters) throws SQLException {
        List<List<@Nullable String>> rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    /** All rows, as text. */
    List<List<@Nullable String>> rows(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                int width = result.getMetaData().getColumnCount();
                List<List<@Nullable String>> rows = new ArrayList<>();
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>(width);
                    for (int i = 1; i <= width; i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }

    /** A text as SQL. */
    String literal(String text) throws SQLException {
        return String.valueOf(value("select quote_literal(?)", text));
    }

    boolean exists(String database) throws SQLException {
        return value("select oid::text from pg_database where datname = ?", database) != null;
    }

    /** Before the next look. */
    static void pause() {
        Deadline.in(PAUSE).pause(PAUSE);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // nothing depends on a polite goodbye
        }
    }
}
