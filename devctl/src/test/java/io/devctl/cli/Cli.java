package io.devctl.cli;

import io.devctl.testing.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A folder with a services.yaml in which a test runs commands in its own JVM, for those that are over when they return. It
 * costs milliseconds where the launcher costs a JVM; what the launcher adds (signals, terminals, a supervisor) is not there.
 */
public final class Cli {
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    /** Commands in this folder, with a PATH and no other variable. */
    public Cli(Path root) {
        this.root = root;
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    }

    /** Sets a variable for every later command. */
    public Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Writes a file below the folder, with its folders. */
    public Path write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a text in a file, as an editor would; fails when it is not there. */
    public void edit(String path, String before, String after) {
        try {
            String text = Files.readString(root.resolve(path));
            if (!text.contains(before)) {
                throw new AssertionError("'" + before + "' is not in " + path + ":\n" + text);
            }
            write(path, text.replace(before, after));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the commands run. */
    public Path root() {
        return root;
    }

    /** Runs {@code dev ARGUMENTS}. */
    public Run dev(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                Map.copyOf(environment),
                root.toAbsolutePath(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8,
                "",
                0);
        int code = new Dispatcher(session).run(arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a line of words such as {@code dev migrate -n 1}, as a hint names it. */
    public Run line(String command) {
        if (!command.startsWith("dev ")) {
            throw new AssertionError("not a command of devctl: " + command);
        }
        return dev(command.substring("dev ".length()).strip().split(" +"));
    }
}
