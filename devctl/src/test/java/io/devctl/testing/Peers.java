package io.devctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real tools with which devctl takes turns on one database; {@code .ci/peers} installs them. */
public final class Peers {
    private Peers() {}

    /** A tool's program, or its absence. */
    public static Path program(String name) {
        String root = Optional.ofNullable(System.getenv("DEVCTL_PEERS"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache/devctl-peers");
        Path program = Path.of(root, "bin", name);
        if (!Files.isExecutable(program)) {
            throw Needs.missing(name + " is not installed", ".ci/peers");
        }
        return program;
    }

    /** Runs it and gives what it prints; fails when it does not end with 0. */
    public static String run(Path folder, Path program, String... arguments) {
        try {
            List<String> command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                    .toList();
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new AssertionError(program.getFileName() + " ended with " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
