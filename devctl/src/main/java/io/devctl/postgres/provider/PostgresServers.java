package io.devctl.postgres.provider;

import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.EmbeddedServer;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.external.ExternalServer;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the server that the settings ask for. */
public final class PostgresServers {
    private PostgresServers() {}

    /**
     * The environment's server; nothing is started, leased or written yet.
     *
     * @param stateDirectory {@code .devctl} beside services.yaml
     */
    public static PostgresServer of(PostgresSettings settings, Path stateDirectory) {
        PostgresServer server = switch (settings.provider()) {
            case "embedded" -> EmbeddedServer.of(settings, stateDirectory);
            case "external" -> ExternalServer.of(settings, stateDirectory);
            default ->
                throw new DevctlException(
                        ExitCode.CONFIG,
                        "Postgres provider is not available in this version: '" + settings.provider() + "'",
                        "use postgres.provider: embedded");
        };
        Optional<PostgresServer> previous = settings.provider().equals("external")
                ? EmbeddedServer.recorded(stateDirectory)
                : ExternalServer.recorded(stateDirectory);
        return previous.isEmpty() ? server : new SwitchedServer(server, previous.get());
    }

    /**
     * The server that {@code .devctl} records, for commands that must work without services.yaml; empty when none was
     * ever started from here. It can be stopped, asked and connected to, and wiped if it is one of devctl's own.
     */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        Optional<PostgresServer> external = ExternalServer.recorded(stateDirectory);
        return external.isPresent() ? external : EmbeddedServer.recorded(stateDirectory);
    }

    /**
     * Ends what still runs of a server whose data was deleted under it, for {@code down} when there is nothing recorded
     * any more. There is nothing left to lose.
     */
    public static void endStray(Path stateDirectory, EventSink events) {
        EmbeddedServer.endStray(stateDirectory, events);
    }
}
