package io.devctl.postgres.external;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.PostgresStatus;
import io.devctl.postgres.Databases;
import io.devctl.postgres.Deadline;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A server that devctl did not start: it is waited for, used, and never stopped; wiped only where that was allowed. */
public final class ExternalServer implements PostgresServer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration GLANCE = Duration.ofSeconds(2);
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String NOT_ALLOWED = "42501";
    /** The database is there already, or is being made at this very moment. */
    private static final Set<String> EXISTS = Set.of("42P04", "23505");

    private final PostgresSettings settings;
    private final Endpoint endpoint;
    private final @Nullable Path state;
    private final Duration patience;

    ExternalServer(PostgresSettings settings, Endpoint endpoint, @Nullable Path state, Duration patience) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.state = state;
        this.patience = patience;
    }

    /** The server that the settings' URL names. */
    public static ExternalServer of(PostgresSettings settings, Path stateDirectory) {
        return new ExternalServer(settings, Address.of(settings), stateDirectory, PATIENCE);
    }

    /** The same for a caller that has no folder to keep anything in, and nothing to stop later. */
    public static ExternalServer unrecorded(PostgresSettings settings) {
        return new ExternalServer(settings, Address.of(settings), null, PATIENCE);
    }

    /** The server that this environment uses since its last start, without a right to wipe it. */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        return ExternalRecord.read(stateDirectory).map(record -> {
            Endpoint at = record.endpoint();
            PostgresSettings settings = new PostgresSettings(
                    "external", "", at.database(), at.user(), at.password(), at.port(), List.of(), Map.of());
            return new ExternalServer(settings, at, stateDirectory, PATIENCE);
        });
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public PostgresStatus status() {
        String version = null;
        boolean answers;
        try (Connection connection = Login.connect(endpoint, GLANCE)) {
            version = connection.getMetaData().getDatabaseProductVersion();
            answers = true;
        } catch (SQLException e) {
            // a database that is missing is one to be made, on a server that runs
            answers = NO_SUCH_DATABASE.equals(e.getSQLState());
        }
        return status(version, answers);
    }

    private PostgresStatus status(@Nullable String version, boolean answers) {
        return new PostgresStatus(
                "external",
                version,
                answers,
                endpoint.host(),
                endpoint.port(),
                endpoint.database(),
                endpoint.safeUrl());
    }

    @Override
    public Endpoint start(EventSink events) {
        Deadline clock = Deadline.in(patience);
        String version;
        try (Connection connection = await(events, clock)) {
            version = connection.getMetaData().getDatabaseProductVersion();
            createExtensions(connection);
        } catch (SQLException e) {
            throw failed("cannot prepare the database '" + endpoint.database() + "' on", e, null);
        }
        if (state != null) {
            new ExternalRecord(endpoint).write(state);
        }
        if (!settings.settings().isEmpty()) {
            events.emit(new Event.Warning(
                    "postgres.settings do not reach a server that devctl did not start: "
                            + String.join(", ", settings.settings().keySet()),
                    "set them on that server, and take them out of services.yaml"));
        }
        events.emit(new Event.PostgresReady(status(version, true), false, clock.spent()));
        return endpoint;
    }

    /** A connection to the environment's database, as soon as the server gives one; the database is made when it is missing. */
    private Connection await(EventSink events, Deadline deadline) throws SQLException {
        try (Activity activity =
                Activity.begin(events, "postgres", "waiting for Postgres at " + place(), Amount.within(patience))) {
            Connection connection = await(events, deadline, activity);
            activity.done();
            return connection;
        }
    }

    private Connection await(EventSink events, Deadline deadline, Activity activity) throws SQLException {
        boolean told = false;
        while (true) {
            try {
                return Login.source(endpoint, told ? deadline.left() : null).getConnection();
            } catch (SQLException e) {
                if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                    createDatabase(events);
                } else if (!Login.maySucceedLater(e)) {
                    throw failed("no connection to", e, Login.CORRECT);
                } else if (!deadline.pause(LOOK)) {
                    throw failed(
                            "no connection within " + patience.toSeconds() + " s to",
                            e,
                            "start that server, or use devctl's own in services.yaml: postgres: {provider: embedded}");
                } else if (!told) {
                    told = true;
                    events.emit(
                            new Event.PostgresProgress("waiting for Postgres at " + place() + ": " + Login.words(e)));
                }
                activity.say(Login.words(e));
            }
        }
    }

    private void createDatabase(EventSink events) {
        events.emit(new Event.PostgresProgress("creating the database " + endpoint.database()));
        try (Connection connection = maintenance()) {
            Databases.ensureDatabase(connection, endpoint.database(), endpoint.user());
        } catch (SQLException e) {
            if (!EXISTS.contains(e.getSQLState())) { // another devctl was faster
                throw failed(
                        "the database '" + endpoint.database() + "' is missing and cannot be made on",
                        e,
                        "let a superuser run: create database " + Databases.quoted(endpoint.database()) + " owner "
                                + Databases.quoted(endpoint.user()));
            }
        }
    }

    private void createExtensions(Connection connection) throws SQLException {
        if (settings.extensions().isEmpty()) {
            return;
        }
        try {
            String major = Integer.toString(connection.getMetaData().getDatabaseMajorVersion());
            Databases.ensureExtensions(connection, settings.extensions(), major);
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            throw failed(
                    "extensions cannot be made in '" + endpoint.database() + "' on",
                    e,
                    "let a superuser run in that database: create extension "
                            + String.join(
                                    "; create extension ",
                                    settings.extensions().stream()
                                            .map(Databases::quoted)
                                            .toList()));
        }
    }

    /** A connection beside the environment's database, from which that can be made and dropped. */
    private Connection maintenance() throws SQLException {
        List<String> candidates =
                endpoint.database().equals("postgres") ? List.of("template1") : List.of("postgres", "template1");
        try {
            return Login.connect(endpoint.withDatabase(candidates.get(0)), patience);
        } catch (SQLException e) {
            if (candidates.size() == 1 || Login.maySucceedLater(e)) {
                throw e;
            }
            return Login.connect(endpoint.withDatabase(candidates.get(1)), patience);
        }
    }

    /** Devctl did not start this server, so it leaves it alone; says so once, for later calls there is nothing recorded. */
    @Override
    public void stop(EventSink events) {
        if (state != null && ExternalRecord.delete(state)) {
            events.emit(
                    new Event.PostgresProgress("leaving Postgres at " + place() + " alone: devctl did not start it"));
        }
    }

    @Override
    public void checkWipe() {
        String allowed = settings.allowReset();
        String host = endpoint.host();
        boolean mine = allowed != null && (allowed.equals("true") ? isLoopback(host) : allowed.equalsIgnoreCase(host));
        if (!mine) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "devctl did not start this server and may not delete its data: '" + place() + "'",
                    "if that is a development server, in services.yaml: postgres: {allow_reset: "
                            + (isLoopback(host) ? "true" : host) + "}");
        }
    }

    /** Whether every address of the host is this machine; a name that is not known is not. */
    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Drops the database, whoever is connected, and makes it anew, empty. The rest of the server stays as it is. */
    @Override
    public void wipe(EventSink events) {
        checkWipe();
        events.emit(new Event.PostgresProgress("dropping the database " + endpoint.database() + " at " + place()));
        try (Connection connection = maintenance()) {
            checkMayCreate(connection);
            try (var statement = connection.createStatement()) {
                statement.execute("drop database if exists " + Databases.quoted(endpoint.database()) + " with (force)");
            }
            Databases.ensureDatabase(connection, endpoint.database(), endpoint.user());
        } catch (SQLException e) {
            throw failed("cannot wipe the database '" + endpoint.database() + "' on", e, null);
        }
    }

    /** Asked before anything is dropped: a reset that cannot make the database again would leave less than nothing. */
    private void checkMayCreate(Connection connection) throws SQLException {
        String sql = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            if (!row.next() || !row.getBoolean(1)) {
                throw new DevctlException(
                        ExitCode.UNAVAILABLE,
                        "the role '" + endpoint.user() + "' may not create databases on '" + place()
                                + "', so nothing was dropped",
                        "let a superuser run: alter role " + Databases.quoted(endpoint.user()) + " createdb");
            }
        }
    }

    @Override
    public DataSource dataSource() {
        return Login.source(endpoint, null);
    }

    private DevctlException failed(String what, SQLException e, @Nullable String hint) {
        return new DevctlException(ExitCode.UNAVAILABLE, what + " '" + place() + "': " + Login.words(e), hint, e);
    }

    private String place() {
        return (endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]") + ":"
                + endpoint.port();
    }
}
