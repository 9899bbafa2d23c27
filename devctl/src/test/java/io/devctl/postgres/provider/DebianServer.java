package io.devctl.postgres.provider;

import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.testing.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server from the system's packages that the test runs and devctl is only given the address of. */
public final class DebianServer implements Source {
    /** With everything in it that a URL has to escape. */
    public static final String PASSWORD = "se cret/p@ss?";

    private @Nullable Path binaries;
    private @Nullable Path data;
    private @Nullable Process server;
    private int port;

    @Override
    public void prepare(Path directory) {
        binaries = newest();
        data = directory.resolve("debian");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
            run("initdb", "-D", data.toString(), "-U", "owner", "--pwfile=" + password, "-A", "scram-sha-256", "-N");
            Files.delete(password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Debian's place for the newest major version that is installed. */
    private static Path newest() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> Needs.missing("no server in /usr/lib/postgresql", "apt-get install postgresql"));
        } catch (IOException e) {
            throw Needs.missing("no /usr/lib/postgresql", "apt-get install postgresql");
        }
    }

    void start() {
        try {
            server = new ProcessBuilder(command(
                            "postgres",
                            "-D",
                            String.valueOf(data),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories="))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... words) {
        try {
            Process process =
                    new ProcessBuilder(command(words)).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(words[0] + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Postgres refuses root; in a user namespace root is nobody in particular. */
    private List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(words));
        command.set(
                command.size() - words.length,
                Objects.requireNonNull(binaries).resolve(words[0]).toString());
        return command;
    }

    /** The address of a database on it, with the password. */
    public String url(String database) {
        return "postgresql://owner:se%20cret%2Fp%40ss%3F@127.0.0.1:" + port + "/" + database;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    PostgresSettings settings(
            String database, @Nullable String allowReset, List<String> extensions, Map<String, String> settings) {
        return new PostgresSettings(
                "external",
                "18",
                database,
                "owner",
                PASSWORD,
                null,
                extensions,
                settings,
                null,
                url(database),
                allowReset);
    }

    @Override
    public PostgresServer server(Path state, List<String> extensions, Map<String, String> settings) {
        return PostgresServers.of(settings("shop", "true", extensions, settings), state);
    }

    @Override
    public boolean ours() {
        return false;
    }

    @Override
    public void kill(Path state) {
        stop();
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(this::start);
    }

    void stop() {
        Process running = Objects.requireNonNull(server);
        running.destroyForcibly();
        running.onExit().join();
    }

    @Override
    public List<String> present(Path state) {
        return List.of();
    }

    @Override
    public void close() {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            stop();
        }
    }

    @Override
    public String toString() {
        return "external";
    }
}
