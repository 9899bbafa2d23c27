package io.devctl.postgres;

import io.devctl.model.EventSink;
import io.devctl.postgres.provider.PostgresServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a server as a command would: in a JVM of its own, which then ends. */
final class StartInAnotherProcess {
    private StartInAnotherProcess() {}

    public static void main(String[] args) {
        System.out.println(PostgresServers.of(PostgresSettings.embedded(args[0]), Path.of(args[1]))
                .start(EventSink.none())
                .port());
        Runtime.getRuntime().halt(0);
    }

    /** Runs {@link #main} in a JVM of its own. */
    static Process launch(String database, Path state, Path output) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StartInAnotherProcess.class.getName(),
                database,
                state.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** The port that it printed; an error with all it wrote when it did not end well. */
    static int port(Process process, Path output) throws IOException, InterruptedException {
        int exitCode = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (exitCode != 0) {
            throw new AssertionError(text);
        }
        return Integer.parseInt(text.strip());
    }
}
