package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.logs.LogQuery;
import io.devctl.supervise.logs.Logs;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An environment of its own with a supervisor in a process of its own; fails a test that leaves a process behind. */
final class TestEnvironment implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final String folderName;
    private final List<Process> supervisors = new ArrayList<>();
    private final List<SupervisorClient> clients = new ArrayList<>();
    private Path root = Path.of("");

    TestEnvironment() {
        this("an environment für Tests");
    }

    TestEnvironment(String folderName) {
        this.folderName = folderName;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        root = Files.createTempDirectory("devctl-test");
        Files.createDirectories(root.resolve(folderName));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (SupervisorClient client : clients) {
            client.close();
        }
        SupervisorClient.connect(state()).ifPresent(client -> {
            client.shutdown(false, event -> {});
            client.close();
        });
        for (Process supervisor : supervisors) {
            supervisor.destroyForcibly().waitFor();
        }
        List<String> left = marked();
        // a helper ends after what it serves
        Poll.until(() -> helpers().isEmpty(), PATIENCE, PAUSE);
        List<String> helpers = helpers();
        LeftUnits.stopAll(state(), event -> {});
        delete(root);
        assertThat(left).as("processes left behind").isEmpty();
        assertThat(helpers).as("helpers left behind").isEmpty();
    }

    Path dir() {
        return root.resolve(folderName);
    }

    Path state() {
        return dir().resolve(".devctl");
    }

    /** Starts a supervisor as devctl would, in a session of its own. */
    Process startSupervisor(String... through) throws IOException {
        List<String> command = new ArrayList<>(List.of(through));
        command.addAll(List.of("setsid", java()));
        command.addAll(Supervisor.JAVA_OPTIONS);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), SupervisorMain.class.getName(), state().toString()));
        Path words = root.resolve("supervisor.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(words.toFile()))
                .start();
        supervisors.add(process);
        return process;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    SupervisorClient client() throws IOException {
        SupervisorClient client = SupervisorClient.await(state(), PATIENCE)
                .orElseThrow(() -> new AssertionError("no supervisor: " + words()));
        clients.add(client);
        return client;
    }

    /** A supervisor, and a connection to it. */
    SupervisorClient started() throws IOException {
        startSupervisor();
        return client();
    }

    private String words() {
        try {
            return Files.readString(root.resolve("supervisor.log"));
        } catch (IOException none) {
            return "";
        }
    }

    /** Ends the supervisor without giving it a chance. */
    void killSupervisor() throws InterruptedException {
        for (Process supervisor : supervisors) {
            supervisor.destroyForcibly().waitFor();
        }
    }

    UnitSpec shell(String name, String script) {
        return Specs.shell(name, dir(), script);
    }

    static ServiceStatus status(SupervisorClient client, String name) {
        return client.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no unit " + name));
    }

    static ServiceStatus awaitState(SupervisorClient client, String name, ServiceState state) {
        await(
                () -> client.status().stream().anyMatch(s -> s.name().equals(name) && s.state() == state),
                () -> name + " to be " + state + ": " + client.status());
        return status(client, name);
    }

    static void await(BooleanSupplier condition, java.util.function.Supplier<String> what) {
        if (!Poll.until(condition, PATIENCE, PAUSE)) {
            fail("waited in vain for " + what.get());
        }
    }

    List<LogLine> log(String... services) {
        List<LogLine> lines = new ArrayList<>();
        new Logs(state()).read(LogQuery.all(Set.of(services)), lines::add);
        return lines;
    }

    /** What the service itself has written. */
    List<String> output(String service) {
        return log(service).stream()
                .filter(line -> line.stream() != LogLine.Stream.NOTE)
                .map(LogLine::text)
                .toList();
    }

    void awaitOutput(String service, String line) {
        await(() -> output(service).contains(line), () -> line + " in " + output(service));
    }

    /** What follows this word, once a line of the output begins with it. */
    String awaitWord(String service, String word) {
        Supplier<Stream<String>> lines = () -> output(service).stream().filter(line -> line.startsWith(word + " "));
        await(() -> lines.get().findAny().isPresent(), () -> word + " in " + output(service));
        return lines.get().findFirst().orElseThrow().substring(word.length() + 1);
    }

    /** Living processes that carry this environment's mark: pid and command line. */
    List<String> marked() {
        String prefix = "\0DEVCTL_UNIT=" + RunDirectory.of(state()).markPrefix();
        return processes(pid -> ("\0" + read(pid, "environ")).contains(prefix));
    }

    private List<String> helpers() {
        return helpers("");
    }

    /** Shells of helpers: of one attempt, as {@code unit/number} and a blank, or of all. */
    List<String> helpers(String attempt) {
        String run = state().resolve("run").toString() + (attempt.isEmpty() ? "" : "/units/" + attempt);
        return processes(pid -> {
            String command = read(pid, "cmdline").replace('\0', ' ');
            return command.contains("helper.sh") && command.contains(run);
        });
    }

    private static List<String> processes(java.util.function.Predicate<String> wanted) {
        String[] names = Path.of("/proc").toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .filter(name -> name.matches("[0-9]+"))
                .filter(wanted)
                .map(pid -> pid + " " + read(pid, "cmdline").replace('\0', ' '))
                .toList();
    }

    private static String read(String pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", pid, file)), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
