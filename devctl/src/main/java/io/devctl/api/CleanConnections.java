package io.devctl.api;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A service's own connections, lent: migrations leave a search_path, locks and temporary tables in a session, and a pool
 * would hand them to the service's queries. Each is given back with the settings that it had.
 */
final class CleanConnections implements DataSource {
    /** What was set since the session began, by the pool's own first statement for one; roles are not listed there. */
    private static final String SETTINGS = "select name, pg_catalog.current_setting(name) from pg_catalog.pg_settings"
            + " where source = 'session' and context in ('user', 'superuser') and name <> 'session_authorization'"
            + " union all select 'role', pg_catalog.current_setting('role')"
            + " where pg_catalog.current_setting('role') <> 'none'";

    /** By it others see for whom they wait. */
    private static final String NAME = "application_name";

    private final DataSource lender;

    CleanConnections(DataSource lender) {
        this.lender = lender;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection lent = lender.getConnection();
        try {
            boolean autoCommit = lent.getAutoCommit();
            lent.setAutoCommit(true);
            Map<String, String> settings = settings(lent);
            if (!settings.isEmpty()) {
                // as for a fresh session: migrations run as who logs in, not as the role that the service takes
                // afterwards
                discard(lent);
                restore(lent, Map.of(NAME, settings.getOrDefault(NAME, "")));
            }
            return lent(lent, settings, autoCommit);
        } catch (SQLException | RuntimeException e) {
            lent.close();
            throw e;
        }
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTINGS)) {
            while (row.next()) {
                settings.put(row.getString(1), row.getString(2));
            }
        }
        return settings;
    }

    private static Connection lent(Connection connection, Map<String, String> settings, boolean autoCommit) {
        return (Connection) Proxy.newProxyInstance(
                CleanConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        giveBack(connection, settings, autoCommit);
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static void giveBack(Connection connection, Map<String, String> settings, boolean autoCommit)
            throws SQLException {
        try (connection) {
            if (connection.isClosed()) {
                return;
            }
            discard(connection);
            restore(connection, settings);
            connection.setAutoCommit(autoCommit);
        }
    }

    private static void discard(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("discard all");
        }
    }

    private static void restore(Connection connection, Map<String, String> settings) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("select pg_catalog.set_config(?, ?, false)")) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                set.setString(1, setting.getKey());
                set.setString(2, setting.getValue());
                set.execute();
            }
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("connections are the lender's");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return lender.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        lender.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        lender.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return lender.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return lender.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return lender.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return lender.isWrapperFor(type);
    }
}
