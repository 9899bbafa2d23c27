package com.acme.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Transactions inside one schema. Connections are reused, last in first out; one that broke while it lay idle (the server
 * was restarted) is replaced without the caller noticing. Safe for use by several threads.
 */
public final class Database implements AutoCloseable {
    /** Postgres's own state for it, invalid_schema_name. */
    static final String NO_SUCH_SCHEMA = "3F000";

    private static final int CONNECT_SECONDS = 2;
    private static final int ANSWER_SECONDS = 30;

    /** Binds the transaction to a schema, and tells whether the schema exists, in one round trip. */
    private static final String ENTER = """
            select set_config('search_path', quote_ident(nspname) || ', public', true)
            from pg_namespace
            where nspname = ?
            """;

    private final PGSimpleDataSource source;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    private Database(PGSimpleDataSource source) {
        this.source = source;
    }

    /** What to do inside a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** The database that PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD name; connects when first used. */
    public static Database fromEnvironment(String application) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {Environment.required("PGHOST")});
        source.setPortNumbers(new int[] {Environment.number("PGPORT")});
        source.setDatabaseName(Environment.required("PGDATABASE"));
        source.setUser(Environment.required("PGUSER"));
        source.setPassword(System.getenv("PGPASSWORD"));
        source.setApplicationName(application);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        return new Database(source);
    }

    /** Throws when the database does not answer a query. */
    public void ping() throws SQLException {
        transaction("pg_catalog", connection -> null);
    }

    /**
     * Runs the work with {@code search_path} set to the schema; commits when it returns, rolls back when it throws. The
     * schema's name is a parameter of the query and quoted by Postgres.
     *
     * @throws SQLException with the state 3F000 when there is no such schema
     */
    public <T> T transaction(String schema, Work<T> work) throws SQLException {
        Connection connection = enter(schema);
        try {
            T result = work.run(connection);
            connection.commit();
            release(connection);
            return result;
        } catch (SQLException | RuntimeException failure) {
            abandon(connection, failure);
            throw failure;
        }
    }

    static boolean isConnectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            closeQuietly(connection);
        }
    }

    /** A connection whose transaction has begun in the schema. */
    private Connection enter(String schema) throws SQLException {
        for (Connection reused = idle.poll(); reused != null; reused = idle.poll()) {
            try {
                enter(reused, schema);
                return reused;
            } catch (SQLException failure) {
                if (!isConnectionLost(failure)) {
                    abandon(reused, failure);
                    throw failure;
                }
                closeQuietly(reused);
            }
        }
        Connection fresh = source.getConnection();
        try {
            fresh.setAutoCommit(false);
            enter(fresh, schema);
            return fresh;
        } catch (SQLException failure) {
            abandon(fresh, failure);
            throw failure;
        }
    }

    private static void enter(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENTER)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("schema \"" + schema + "\" does not exist", NO_SUCH_SCHEMA);
                }
            }
        }
    }

    private void release(Connection connection) {
        idle.push(connection);
        if (closed) {
            close();
        }
    }

    /** Rolls back; a connection that cannot even do that is not used again. */
    private void abandon(Connection connection, Exception failure) {
        try {
            connection.rollback();
            release(connection);
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // it is being thrown away because it is broken or no longer wanted
        }
    }
}
