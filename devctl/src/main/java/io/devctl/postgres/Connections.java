package io.devctl.postgres;

import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes data sources whose first connection in a fresh JVM costs as little as it can. */
public final class Connections {
    private static final int LOGIN_SECONDS = 15;
    private static final int CONNECT_SECONDS = 10;
    private static final String NAME = "devctl";

    private Connections() {}

    /**
     * Plain connections to a database of devctl's own, on the loopback interface: no pool, no encryption;
     * {@code application_name} is {@code devctl}.
     */
    public static DataSource to(Endpoint endpoint) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", NAME);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        // every server of devctl's own listens on the loopback interface: no questions about encryption
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("channelBinding", "disable");
        // lets the driver send the application's name with the start-up message instead of asking the version first
        properties.setProperty("assumeMinServerVersion", "9.0");
        return new DirectConnections(endpoint, properties, LOGIN_SECONDS);
    }

    /** Everything that connections of devctl have in common; an empty password leaves it to the user's password file. */
    public static PGSimpleDataSource source(Endpoint endpoint) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {endpoint.host()});
        source.setPortNumbers(new int[] {endpoint.port()});
        source.setDatabaseName(endpoint.database());
        source.setUser(endpoint.user());
        if (!endpoint.password().isEmpty()) {
            source.setPassword(endpoint.password());
        }
        try {
            source.setProperty("ApplicationName", NAME);
            source.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
            source.setProperty("tcpKeepAlive", "true");
            // of the whole greeting: a server that accepts and then says nothing must not be waited for without end
            source.setLoginTimeout(LOGIN_SECONDS);
        } catch (SQLException e) {
            throw new IllegalStateException("a property that the driver no longer knows", e);
        }
        return source;
    }
}
