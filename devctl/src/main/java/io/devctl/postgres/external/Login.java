package io.devctl.postgres.external;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Connections to a server that devctl does not run, encrypted as its address says, and what such a server answers. */
final class Login {
    /** What to do about an address with which nobody gets in. */
    static final String CORRECT = "correct postgres.url in services.yaml, or DATABASE_URL where that names the server";

    /** libpq's names where the driver has others; names that both know go as they are. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "gssencmode", "gssEncMode",
            "sslnegotiation", "sslNegotiation",
            "keepalives", "tcpKeepAlive");

    private Login() {}

    /**
     * Connections to this database.
     *
     * @param limit how long one attempt may take; null for what the address says, else ten seconds
     * @throws DevctlException CONFIG for a value in the address that the driver does not take
     */
    static DataSource source(Endpoint endpoint, @Nullable Duration limit) {
        PGSimpleDataSource source = Connections.source(endpoint);
        endpoint.parameters().forEach((name, value) -> set(source, name, value));
        if (limit != null) {
            int seconds = (int) Math.max(1, limit.toSeconds());
            source.setConnectTimeout(seconds);
            source.setLoginTimeout(seconds);
        }
        return source;
    }

    private static void set(PGSimpleDataSource source, String name, String value) {
        try {
            if (name.equals("sslrootcert") && value.equals("system")) {
                source.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            } else if (name.equals("keepalives")) {
                source.setProperty("tcpKeepAlive", Boolean.toString(!value.equals("0")));
            } else {
                source.setProperty(DRIVER_NAMES.getOrDefault(name, name), value);
            }
        } catch (SQLException | IllegalArgumentException e) {
            if (name.startsWith("ssl") || name.equals("channel_binding")) {
                // never connect with less protection than the address asks for
                throw new DevctlException(
                        ExitCode.CONFIG,
                        "not understood in the address of the external server: '" + name + "'",
                        CORRECT,
                        e);
            }
            // a parameter of other drivers, schema= for one: the services get it in their URL
        }
    }

    /** Whether an attempt that ended like this may succeed a moment later: nobody listens yet, or the server just starts. */
    static boolean maySucceedLater(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.equals("57P03") // it is starting up or shutting down
                || state.equals("53300"); // all connections are taken
    }

    /** The server's or the network's own words, without the driver's advice around them. */
    static String words(SQLException e) {
        if (e instanceof PSQLException answer) {
            ServerErrorMessage said = answer.getServerErrorMessage();
            if (said != null && said.getMessage() != null) {
                return String.valueOf(said.getMessage());
            }
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "no such host is known";
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** One attempt, closed by the caller. */
    static Connection connect(Endpoint endpoint, Duration limit) throws SQLException {
        return source(endpoint, limit).getConnection();
    }
}
