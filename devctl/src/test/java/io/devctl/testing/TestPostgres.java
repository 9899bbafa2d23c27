package io.devctl.testing;

import io.devctl.model.EventSink;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Databases;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.provider.PostgresServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A Postgres for tests: one server for all classes of a test JVM, a database of its own for each test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestPostgres POSTGRES = new TestPostgres();
 * …
 * DataSource database = POSTGRES.freshDatabase();
 * }</pre>
 *
 * <p>A test that ends with a connection still open fails. The server stops when the last test class has run.
 */
public final class TestPostgres implements BeforeAllCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(TestPostgres.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final List<String> databases = new ArrayList<>();
    private @Nullable Running running;

    /** The server that all users of this class in one JVM share; the framework closes it at the end of the run. */
    private static final class Running implements AutoCloseable {
        private final Path state;
        private final PostgresServer server;
        private final Endpoint endpoint;
        private final Thread atExit = new Thread(this::end);

        Running() {
            try {
                state = Files.createTempDirectory("devctl-test-postgres");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            server = PostgresServers.of(settings(), state.resolve(".devctl"));
            Runtime.getRuntime().addShutdownHook(atExit); // when the run is broken off
            endpoint = server.start(EventSink.none());
        }

        /** Of the major version that {@code -Ddevctl.test.postgres} names; the one that ships with devctl without it. */
        private static PostgresSettings settings() {
            PostgresSettings standard = PostgresSettings.embedded("postgres");
            return new PostgresSettings(
                    standard.provider(),
                    System.getProperty("devctl.test.postgres", standard.version()),
                    standard.database(),
                    standard.user(),
                    null,
                    null,
                    List.of(),
                    Map.of());
        }

        @Override
        public void close() {
            Runtime.getRuntime().removeShutdownHook(atExit);
            end();
        }

        private void end() {
            server.wipe(EventSink.none());
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class);
    }

    /** A new, empty database; it is dropped when the test ends. */
    public DataSource freshDatabase() {
        return Connections.to(freshEndpoint());
    }

    /** Where a new, empty database is, with the superuser's name and password; it is dropped when the test ends. */
    public Endpoint freshEndpoint() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + Databases.quoted(name));
        synchronized (databases) {
            databases.add(name);
        }
        return endpoint().withDatabase(name);
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        finishTest();
    }

    /** Drops this test's databases; an error names the connections to them that are still open. */
    void finishTest() throws SQLException {
        List<String> used;
        synchronized (databases) {
            used = List.copyOf(databases);
            databases.clear();
        }
        List<String> open = new ArrayList<>();
        for (String database : used) {
            open.addAll(connections(database));
            execute("drop database if exists " + Databases.quoted(database) + " with (force)");
        }
        if (!open.isEmpty()) {
            throw new AssertionError("the test left connections open:\n" + String.join("\n", open));
        }
    }

    private Endpoint endpoint() {
        return Objects.requireNonNull(running, "register the extension in a static field").endpoint;
    }

    /** Connections to the database; those that are just closing get a moment to do so. */
    private List<String> connections(String database) throws SQLException {
        List<String> open = List.of();
        try (Connection connection = Connections.to(endpoint()).getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 50; i++) {
                open = read(
                        statement,
                        "select format('%s: pid %s, %s, last query: %s', datname, pid, state, query) from pg_stat_activity"
                                + " where datname = '" + database + "' and backend_type = 'client backend'");
                if (open.isEmpty()) {
                    return open;
                }
                statement.execute("select pg_sleep(0.02)");
            }
        }
        return open;
    }

    private static List<String> read(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    private void execute(String sql) {
        try (Connection connection = Connections.to(endpoint()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
