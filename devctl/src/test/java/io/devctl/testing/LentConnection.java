package io.devctl.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The smallest pool: one connection that is lent again and again, to one at a time, and stays open in between. */
public final class LentConnection implements DataSource, AutoCloseable {
    private final DataSource origin;
    private @Nullable Connection kept;
    private boolean lent;
    private int opened;

    /** A pool of connections to this database. */
    public LentConnection(DataSource origin) {
        this.origin = origin;
    }

    /** How many connections there have been. */
    public synchronized int opened() {
        return opened;
    }

    @Override
    public synchronized Connection getConnection() throws SQLException {
        if (lent) {
            throw new SQLException("a pool of one, and it is lent");
        }
        Connection connection = kept;
        if (connection == null) {
            connection = origin.getConnection();
            kept = connection;
            opened++;
        }
        lent = true;
        return proxy(connection);
    }

    private Connection proxy(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        synchronized (this) {
                            lent = false;
                        }
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    @Override
    public synchronized void close() throws SQLException {
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return origin.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        origin.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        origin.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return origin.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return origin.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return origin.isWrapperFor(type);
    }
}
