package io.devctl.cli;

import io.devctl.testing.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder with a services.yaml in which a test runs commands in its own JVM, for those that are over when they return. It
 * costs milliseconds where the launcher costs a JVM; what the launcher adds (signals, terminals, a supervisor) is not there.
 */
public final class Cli {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^ ]+");

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
                0,
                Session.progress(environment, List.of(arguments)));
        int code = new Dispatcher(session).run(arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a line such as {@code dev tenants drop 'two'}, as a hint names it. */
    public Run line(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group() : word.group(1));
        }
        if (words.size() < 2 || !words.get(0).equals("dev")) {
            throw new AssertionError("not a command of devctl: " + command);
        }
        return dev(words.subList(1, words.size()).toArray(new String[0]));
    }
}
