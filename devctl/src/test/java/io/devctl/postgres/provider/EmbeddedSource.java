package io.devctl.postgres.provider;

import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.testing.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server of devctl's own.
 *
 * @param version the one that ships with devctl, or one that is fetched
 */
record EmbeddedSource(String version) implements Source {
    @Override
    public void prepare(Path directory) {}

    @Override
    public PostgresServer server(Path state, List<String> extensions, Map<String, String> settings) {
        return PostgresServers.of(
                new PostgresSettings("embedded", version, "shop", "postgres", null, null, extensions, settings), state);
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public void kill(Path state) {
        try {
            long pid = Long.parseLong(Files.readAllLines(state.resolve("postgres/data/postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            server.destroyForcibly();
            server.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> present(Path state) {
        return Leftovers.mentioning(state);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "embedded " + version;
    }
}
