package io.devctl.postgres.embedded;

import io.devctl.model.EventSink;
import io.devctl.model.PostgresStatus;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;

/** A server of this checkout, from the binaries that come with devctl. */
public final class EmbeddedServer implements PostgresServer {
    /** The server that these settings ask for. */
    public static EmbeddedServer of(PostgresSettings settings, Path stateDirectory) {
        return new EmbeddedServer();
    }

    /** The server that the state directory records. */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        return Optional.empty();
    }

    @Override
    public Endpoint endpoint() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PostgresStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Endpoint start(EventSink events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(EventSink events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void wipe(EventSink events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DataSource dataSource() {
        throw new UnsupportedOperationException();
    }
}
