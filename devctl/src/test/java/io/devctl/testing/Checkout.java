package io.devctl.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.process.DefaultSignals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A folder with a services.yaml, in which a test calls the real launcher as a user would. After each test the environment
 * is brought down, and the test fails when a process, a file in use or a folder of it is left.
 */
public final class Checkout implements BeforeEachCallback, AfterEachCallback {
    private static final Path LAUNCHER = Path.of(System.getProperty("devctl.launcher", "../dev"))
            .toAbsolutePath()
            .normalize();

    private final String folderName;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();
    private Path base = Path.of("");
    private Path root = Path.of("");

    /** A checkout in a folder with an ordinary name. */
    public Checkout() {
        this("checkout");
    }

    /** A checkout in a folder of this name (slashes make it deep). */
    public Checkout(String folderName) {
        this.folderName = folderName;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        base = Files.createTempDirectory("devctl-it-").toRealPath();
        root = Files.createDirectories(base.resolve(folderName));
        environment.clear();
        environment.put("DEVCTL_NO_GOLDEN", "1"); // two cores have enough to do with what a test is about
    }

    /** Has golden copies made, as for a user. */
    public Checkout withGoldenCopies() {
        return with("DEVCTL_NO_GOLDEN", "");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Run down = dev("down");
        for (Process process : started) {
            process.destroyForcibly();
        }
        List<String> left = Leftovers.mentioning(base);
        Leftovers.kill(base);
        Trees.delete(base);
        assertThat(left)
                .as("processes left behind after 'dev down', which said: %s", down)
                .isEmpty();
        assertThat(down.exitCode())
                .as("'dev down' at the end of the test: %s", down)
                .isZero();
    }

    /** The checkout's folder. */
    public Path root() {
        return root;
    }

    /** A folder of the test's own beside the checkout, deleted with it. */
    public Path beside(String name) throws IOException {
        return Files.createDirectories(base.resolve(name));
    }

    /** Sets a variable for every later call. */
    public Checkout with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Deletes {@code .devctl}, whatever runs from it. */
    public void deleteState() throws IOException {
        Trees.delete(root.resolve(".devctl"));
    }

    /** Writes a file below the checkout, with its folders. */
    public Path write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher itself, for a shell. */
    public static Path launcher() {
        return LAUNCHER;
    }

    /** Calls of the launcher from a folder that is no checkout, with variables of their own. */
    public Elsewhere in(Path folder) {
        return new Elsewhere(folder);
    }

    /** See {@link #in}. */
    public final class Elsewhere {
        private final Path folder;
        private final Map<String, String> variables = new HashMap<>(environment);

        private Elsewhere(Path folder) {
            this.folder = folder;
        }

        /** Sets a variable for every later call. */
        public Elsewhere with(String name, String value) {
            variables.put(name, value);
            return this;
        }

        /** As {@link Checkout#dev}. */
        public Run dev(String... arguments) {
            return Run.await(process(Path.of("/dev/null"), folder, variables, arguments), Duration.ofMinutes(2));
        }
    }

    /** Calls the launcher, waits for its end (at most two minutes) and returns what it printed. */
    public Run dev(String... arguments) {
        return Run.await(process(arguments), Duration.ofMinutes(2));
    }

    /** As {@link #dev}, with a file of the checkout as standard input. */
    public Run devReading(String file, String... arguments) {
        return Run.await(process(root.resolve(file), arguments), Duration.ofMinutes(2));
    }

    /** Calls the launcher and returns at once; the process is killed at the end of the test. */
    public LiveRun start(String... arguments) {
        Process process = process(arguments);
        started.add(process);
        return new LiveRun(process);
    }

    /**
     * The same in a terminal of its own, in the foreground of it: what is typed reaches the launcher as a user's keys do, and
     * with SIGKILL to the process that is returned the terminal is closed. Its exit code is the launcher's.
     */
    public LiveRun startInTerminal(String arguments) {
        return inTerminal("exec '" + LAUNCHER + "' " + arguments);
    }

    /** A program in a terminal of its own, with the launcher's folder in front of PATH. */
    public LiveRun programInTerminal(String command) {
        return inTerminal("PATH='" + LAUNCHER.getParent() + "':\"$PATH\" exec " + command);
    }

    private LiveRun inTerminal(String command) {
        Path script = Path.of("/usr/bin/script");
        Needs.that(Files.isExecutable(script), "no " + script, "Linux: apt-get install bsdutils");
        ProcessBuilder builder =
                new ProcessBuilder(script.toString(), "-qec", command, "/dev/null").directory(root.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            started.add(process);
            return new LiveRun(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first column of the first row, asked of the environment's database as {@code dev db url} names it. */
    public String query(String sql) throws SQLException {
        String url = dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet row = statement.getResultSet();
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** The command line of a JVM that runs one of {@code io.devctl.testing.programs}. */
    public static String program(Class<?> main) {
        Path target = LAUNCHER.resolveSibling("devctl/target");
        return "exec '" + Path.of(System.getProperty("java.home"), "bin/java") + "' -XX:TieredStopAtLevel=1"
                + " -XX:+UseSerialGC -cp '" + target.resolve("test-classes") + ":" + target.resolve("lib") + "/*' "
                + main.getName();
    }

    private Process process(String... arguments) {
        return process(Path.of("/dev/null"), root, environment, arguments);
    }

    private Process process(Path input, String... arguments) {
        return process(input, root, environment, arguments);
    }

    private static Process process(Path input, Path folder, Map<String, String> environment, String... arguments) {
        // a build in the background of a script ignores Ctrl-C; the terminal of a test does not
        List<String> command = new ArrayList<>(DefaultSignals.prefix());
        command.add(LAUNCHER.toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(input.toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
