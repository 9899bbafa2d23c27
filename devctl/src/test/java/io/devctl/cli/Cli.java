package io.devctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.process.Poll;
import io.devctl.testing.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder with a services.yaml in which a test runs commands in its own JVM, for those that are over when they return. It
 * costs milliseconds where the launcher costs a JVM; what the launcher adds (signals, terminals, a supervisor) is not there.
 */
public final class Cli {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^ ]+");

    private final Path root;
    private final Map<String, String> environment = new HashMap<>();
    private String terminals = "";

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

    /** Has every later command take its input and output for a terminal, which they are not. */
    public Cli inTerminal() {
        terminals = "012";
        return with("TERM", "xterm").with("NO_COLOR", "1");
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
        int code = run(out, err, arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        Session session = new Session(
                Map.copyOf(environment),
                root.toAbsolutePath(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8,
                terminals,
                0,
                Session.progress(environment, List.of(arguments)));
        return new Dispatcher(session).run(arguments);
    }

    /** A command that goes on while the test does something else. */
    public static final class Going {
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> code = new CompletableFuture<>();

        /** What it has printed until now, to either stream. */
        public String said() {
            return said.toString(StandardCharsets.UTF_8);
        }

        /** Waits until it has printed this; fails when it ends without. */
        public Going await(String text) {
            Poll.until(() -> said().contains(text) || code.isDone(), PATIENCE, PAUSE);
            assertThat(said()).contains(text);
            return this;
        }

        /** Waits for its end. */
        public Run await() {
            return new Run(
                    code.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join(), "", said());
        }
    }

    /** Starts {@code dev ARGUMENTS}; ends when the command does, or with this JVM. */
    public Going start(String... arguments) {
        Going going = new Going();
        Thread thread = new Thread(
                () -> {
                    try {
                        going.code.complete(run(going.said, going.said, arguments));
                    } catch (RuntimeException | Error e) {
                        going.code.completeExceptionally(e);
                    }
                },
                "dev " + String.join(" ", arguments));
        thread.setDaemon(true);
        thread.start();
        return going;
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
