package io.devctl.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What goes on in a checkout's server, seen from a database that no test uses. */
public final class ServerSessions implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Connection connection;

    private ServerSessions(Connection connection) {
        this.connection = connection;
    }

    /** Connects to a server that {@code dev db url} starts where it does not run. */
    public static ServerSessions of(Checkout checkout) throws SQLException {
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        return new ServerSessions(DriverManager.getConnection(url.replaceFirst("/[^/?]+\\?", "/postgres?")));
    }

    /** The databases of a checkout's server. */
    public static List<String> databases(Checkout checkout) throws SQLException {
        try (ServerSessions sessions = of(checkout);
                Statement statement = sessions.connection.createStatement();
                ResultSet rows = statement.executeQuery("select datname from pg_database order by 1")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    /** Returns when a statement like this is running. */
    public void awaitStatement(String like) throws SQLException {
        await(like, true);
    }

    /** Returns when no statement like this is running. */
    public void awaitNone(String like) throws SQLException {
        await(like, false);
    }

    /** Runs a statement. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void await(String like, boolean running) throws SQLException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try (PreparedStatement statement = connection.prepareStatement(
                "select exists (select from pg_stat_activity where state = 'active' and query ilike ?)")) {
            statement.setString(1, like);
            while (true) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1) == running) {
                        return;
                    }
                }
                if (System.nanoTime() > end) {
                    throw new AssertionError((running ? "never ran: " : "still runs: ") + like);
                }
                LockSupport.parkNanos(500_000);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
