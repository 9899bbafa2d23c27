package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
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
        return switch (settings.provider()) {
            case "embedded" -> EmbeddedServer.of(settings, stateDirectory);
            default ->
                throw new DevctlException(
                        ExitCode.CONFIG,
                        "Postgres provider is not available in this version: '" + settings.provider() + "'",
                        "use postgres.provider: embedded");
        };
    }

    /**
     * The server that {@code .devctl} records, for commands that must work without services.yaml; empty when none was
     * ever started from here. It can be stopped, wiped, asked and connected to.
     */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        return EmbeddedServer.recorded(stateDirectory);
    }

    /**
     * Ends what still runs of a server whose data was deleted under it, for {@code down} when there is nothing recorded
     * any more. There is nothing left to lose.
     */
    public static void endStray(Path stateDirectory, EventSink events) {
        EmbeddedServer.endStray(stateDirectory, events);
    }
}
