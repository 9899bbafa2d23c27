package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Brings a server that runs to what the settings want: passwords, the user, the database, extensions. */
public final class Preparation {
    /** What a server says to a password that it does not know: {@code invalid_password}. */
    public static final String WRONG_PASSWORD = "28P01";

    /** What is wrong then. */
    public static final String NOT_ACCEPTED = "Postgres does not accept the password of this environment";

    /** What to do about it. */
    public static final String RIGHT_PASSWORD =
            "put the right one in services.yaml (postgres.password), or start anew (all data is lost): dev reset";

    private static final String STARTING_UP = "57P03";

    private final PostgresSettings settings;
    private final Endpoint endpoint;
    private final Path passwordFile;
    private final Path initialPasswordFile;

    /**
     * For one server.
     *
     * @param endpoint with the password that is wanted
     * @param passwordFile has the one that was in force until now
     * @param data where a fresh data directory has its first password
     */
    public Preparation(PostgresSettings settings, Endpoint endpoint, Path passwordFile, Path data) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.passwordFile = passwordFile;
        this.initialPasswordFile = data.resolve(Passwords.INITIAL);
    }

    /** What {@link #run} would make, in one line; equal lines mean that nothing is missing. */
    public static String wanted(PostgresSettings settings) {
        return "database=" + settings.database() + " user=" + settings.user() + " extensions=" + settings.extensions();
    }

    /**
     * Makes what is missing.
     *
     * @param preparedBefore what an earlier run has recorded, for the user whose password need not be set again
     * @return the database's oid
     */
    public long run(String preparedBefore) {
        try (Connection connection = superuser()) {
            String user = settings.user();
            if (!user.equals(ClusterTemplate.SUPERUSER) && !preparedBefore.equals(wanted(settings))) {
                Databases.ensureSuperuser(connection, user, endpoint.password());
            }
            long oid = Databases.ensureDatabase(connection, settings.database(), user);
            if (!settings.extensions().isEmpty()) {
                try (Connection inside = Connections.to(endpoint).getConnection()) {
                    Databases.ensureExtensions(inside, settings.extensions(), settings.version());
                }
            }
            return oid;
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw StateDirectory.unusable(passwordFile, e);
        }
    }

    /** Says which changed settings the running server has refused, or takes only when it starts. */
    void reportSettings(EventSink events) {
        String sql = """
                with waiting as (select name from pg_settings where pending_restart)
                select name, 'it needs a restart' from waiting
                union all
                select coalesce(name, '?'), error from pg_file_settings
                 where error is not null and sourcefile like ? and name not in (select name from waiting)
                """;
        try (Connection connection = superuser();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "%" + ServerConfig.NAME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.emit(new Event.Warning(
                            "Postgres runs without the new value of " + row.getString(1) + ": " + row.getString(2),
                            "dev down && dev up"));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw StateDirectory.unusable(passwordFile, e);
        }
    }

    /** Logs in with the password that is wanted, or with the one that was in force until now, which it then replaces. */
    private Connection superuser() throws SQLException, IOException {
        Set<String> passwords = new LinkedHashSet<>();
        passwords.add(endpoint.password());
        // a fresh copy has this one for sure: no failed attempt in its log
        Passwords.read(initialPasswordFile).ifPresent(initial -> {
            passwords.clear();
            passwords.add(initial);
            passwords.add(endpoint.password());
        });
        Passwords.read(passwordFile).ifPresent(passwords::add);
        for (String password : passwords) {
            try {
                Connection connection = connect(password);
                if (!password.equals(endpoint.password())) {
                    adoptPassword(connection);
                } else if (Passwords.read(passwordFile).filter(password::equals).isEmpty()) {
                    // services.yaml names one that somebody else has set
                    StateDirectory.write(passwordFile, password + "\n");
                }
                Files.deleteIfExists(initialPasswordFile);
                return connection;
            } catch (SQLException e) {
                if (!WRONG_PASSWORD.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        throw new DevctlException(ExitCode.UNAVAILABLE, NOT_ACCEPTED, RIGHT_PASSWORD);
    }

    private void adoptPassword(Connection connection) throws SQLException, IOException {
        try {
            Databases.ensureSuperuser(connection, ClusterTemplate.SUPERUSER, endpoint.password());
            if (!settings.user().equals(ClusterTemplate.SUPERUSER)) {
                Databases.ensureSuperuser(connection, settings.user(), endpoint.password());
            }
            StateDirectory.write(passwordFile, endpoint.password() + "\n");
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Connection connect(String password) throws SQLException {
        Endpoint login =
                new Endpoint(endpoint.host(), endpoint.port(), "postgres", ClusterTemplate.SUPERUSER, password);
        Deadline deadline = Deadline.in(Duration.ofSeconds(30));
        while (true) {
            try {
                return Connections.to(login).getConnection();
            } catch (SQLException e) {
                if (!STARTING_UP.equals(e.getSQLState()) || !deadline.pause(Duration.ofMillis(10))) {
                    throw e;
                }
            }
        }
    }

    private DevctlException failed(SQLException e) {
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot prepare the database: '" + settings.database() + "' (" + e.getMessage() + ")",
                null,
                e);
    }
}
