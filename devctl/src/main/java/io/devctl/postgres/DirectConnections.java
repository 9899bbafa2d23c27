package io.devctl.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Connections made by the driver's own hand: {@link java.sql.DriverManager} would look for drivers, and the driver for a file
 * of settings, in every jar of the program, which costs a fresh JVM more than the connection.
 *
 * @param patienceSeconds how long the server may keep silent while it greets; afterwards a statement may take as long as it takes
 */
record DirectConnections(Endpoint endpoint, Properties properties, int patienceSeconds) implements DataSource {

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(endpoint.user(), endpoint.password());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("user", user);
        all.setProperty("PGDBNAME", endpoint.database());
        all.setProperty("PGHOST", endpoint.host());
        all.setProperty("PGPORT", Integer.toString(endpoint.port()));
        if (!password.isEmpty()) {
            all.setProperty("password", password);
        }
        all.setProperty("socketTimeout", Integer.toString(patienceSeconds));
        HostSpec[] server = {new HostSpec(endpoint.host(), endpoint.port())};
        PgConnection connection = new PgConnection(server, all, "jdbc:postgresql:");
        try {
            connection.setNetworkTimeout(Runnable::run, 0);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is logged
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("it is fixed");
    }

    @Override
    public int getLoginTimeout() {
        return patienceSeconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("there is none");
    }

    @Override
    public <T> T unwrap(Class<T> wanted) throws SQLException {
        throw new SQLFeatureNotSupportedException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> wanted) {
        return false;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
