package io.devctl.postgres.provider;

import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.testing.Docker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A container of {@code postgres:15}, which {@code .ci/docker-engine} makes where no registry can be asked. */
final class DockerSource implements Source {
    @Override
    public void prepare(Path directory) {
        Docker.needs("postgres:15");
    }

    @Override
    public PostgresServer server(Path state, List<String> extensions, Map<String, String> settings) {
        return PostgresServers.of(
                new PostgresSettings("docker", "15", "shop", "postgres", null, null, extensions, settings), state);
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public void kill(Path state) {
        Docker.docker("kill", Docker.containers(checkout(state)).get(0));
    }

    @Override
    public List<String> present(Path state) {
        return Docker.containers(checkout(state));
    }

    private static Path checkout(Path state) {
        return Objects.requireNonNull(state.getParent());
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "docker";
    }
}
