package io.devctl.postgres.provider;

import io.devctl.model.EventSink;
import io.devctl.postgres.EmbeddedServer;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.docker.DockerServer;
import io.devctl.postgres.external.ExternalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the server that the settings ask for. */
public final class PostgresServers {
    private static final String EMBEDDED = "embedded";
    private static final String DOCKER = "docker";
    private static final String EXTERNAL = "external";

    private PostgresServers() {}

    /**
     * The environment's server; nothing is started, leased or written yet.
     *
     * @param stateDirectory {@code .devctl} beside services.yaml
     */
    public static PostgresServer of(PostgresSettings settings, Path stateDirectory) {
        String provider = settings.provider();
        PostgresServer server = switch (provider) {
            case EMBEDDED -> EmbeddedServer.of(settings, stateDirectory);
            case DOCKER -> DockerServer.of(settings, stateDirectory);
            case EXTERNAL -> ExternalServer.of(settings, stateDirectory);
            default -> throw new IllegalStateException("the loader let an unknown provider pass: " + provider);
        };
        for (String other : List.of(EMBEDDED, DOCKER, EXTERNAL)) {
            Optional<PostgresServer> previous =
                    other.equals(provider) ? Optional.empty() : recorded(other, stateDirectory);
            if (previous.isPresent()) {
                server = new SwitchedServer(server, previous.get());
            }
        }
        return server;
    }

    /**
     * The server that {@code .devctl} records, for commands that must work without services.yaml; empty when none was
     * ever started from here. It can be stopped, asked and connected to, and wiped if it is one of devctl's own.
     */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        PostgresServer server = null;
        // data of the embedded server stays when another is used, so that one counts least; all of them are stopped
        for (String provider : List.of(EMBEDDED, DOCKER, EXTERNAL)) {
            PostgresServer one = recorded(provider, stateDirectory).orElse(null);
            if (one != null) {
                server = server == null ? one : new SwitchedServer(one, server);
            }
        }
        return Optional.ofNullable(server);
    }

    private static Optional<PostgresServer> recorded(String provider, Path stateDirectory) {
        return switch (provider) {
            case EXTERNAL -> ExternalServer.recorded(stateDirectory);
            // the file is looked for first: a command that never meets a container does not load what knows of them
            case DOCKER ->
                Files.exists(stateDirectory.resolve("postgres/docker.json"))
                        ? DockerServer.recorded(stateDirectory)
                        : Optional.empty();
            default -> EmbeddedServer.recorded(stateDirectory);
        };
    }

    /**
     * Ends what still runs of a server whose data was deleted under it, for {@code down} when there is nothing recorded
     * any more. There is nothing left to lose.
     */
    public static void endStray(Path stateDirectory, EventSink events) {
        EmbeddedServer.endStray(stateDirectory, events);
        DockerServer.endStray(stateDirectory, events);
    }
}
