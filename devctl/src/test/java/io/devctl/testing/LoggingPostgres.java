package io.devctl.testing;

import io.devctl.model.EventSink;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Databases;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.provider.PostgresServers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server of the version of the machine's own psql and pg_dump, which logs what it is sent. One per test class; to be
 * registered in a static field.
 */
public final class LoggingPostgres implements BeforeAllCallback, AfterAllCallback {
    private static final String PREFIX = "<<entry of the log>>";
    private static final String STATEMENT = "LOG:  statement: ";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private @Nullable Path state;
    private @Nullable PostgresServer server;
    private @Nullable Endpoint endpoint;
    private long consumed;

    /** Text that a client sent as one message. */
    public record Sent(String application, String sql) {}

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path directory = Files.createTempDirectory("devctl-logging-postgres");
        state = directory;
        PostgresSettings settings = new PostgresSettings(
                "embedded",
                ClientPrograms.major(),
                "postgres",
                "postgres",
                null,
                null,
                List.of(),
                Map.of("log_statement", "all", "log_line_prefix", PREFIX + "%a|"));
        server = PostgresServers.of(settings, directory.resolve(".devctl"));
        endpoint = server.start(EventSink.none());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.wipe(EventSink.none());
        }
        if (state != null) {
            Trees.delete(state);
        }
    }

    /** A new, empty database. They are gone with the server. */
    public Endpoint freshEndpoint() {
        String name = "test_" + NAMES.incrementAndGet();
        try (Connection connection = Connections.to(endpoint()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + Databases.quoted(name));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return endpoint().withDatabase(name);
    }

    /** What was sent to the server, to any database, since this was last asked, in the order in which it arrived. */
    public List<Sent> sent() throws IOException {
        Path log = Objects.requireNonNull(state).resolve(".devctl/postgres/server.log");
        byte[] bytes;
        try (SeekableByteChannel file = Files.newByteChannel(log)) {
            ByteBuffer rest = ByteBuffer.allocate((int) (file.position(consumed).size() - consumed));
            while (rest.hasRemaining() && file.read(rest) >= 0) {}
            bytes = rest.array();
        }
        // each server process writes an entry in one go before it answers, so what was answered is all there
        consumed += bytes.length;
        return parsed(new String(bytes, StandardCharsets.UTF_8));
    }

    private static List<Sent> parsed(String log) {
        List<Sent> all = new ArrayList<>();
        for (String entry : log.split(PREFIX, -1)) {
            int name = entry.indexOf('|');
            if (name >= 0 && entry.startsWith(STATEMENT, name + 1)) {
                // the server puts a tab at the beginning of each further line
                String sql = entry.substring(name + 1 + STATEMENT.length(), entry.length() - 1)
                        .replace("\n\t", "\n");
                all.add(new Sent(entry.substring(0, name), sql));
            }
        }
        return all;
    }

    private Endpoint endpoint() {
        return Objects.requireNonNull(endpoint, "register the extension in a static field");
    }
}
