package io.devctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a folder of its own, and fails a test that leaves something behind: a process, a listening port, a file
 * outside the folder.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LeakCheck leaks = new LeakCheck();
 * …
 * Path checkout = leaks.directory();
 * }</pre>
 *
 * <p>A process is the test's when it descends from this JVM, or when its command line, working directory or environment
 * speaks of the folder; so whoever starts a process that leaves its parent gives it {@link #MARK} with {@link #mark()}.
 * What is left is ended after it has been reported, so that one bad test does not spoil the next.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    /** The environment variable that marks a test's processes. */
    public static final String MARK = "DEVCTL_TEST_MARK";

    private static final Path PROC = Path.of("/proc");
    private static final int LOOKS = 100;

    private @Nullable Path directory;
    private Set<Long> processesBefore = Set.of();
    private Set<String> portsBefore = Set.of();
    private Set<String> filesBefore = Set.of();

    /** The test's own folder, as a real path; deleted when the test ends. */
    public Path directory() {
        if (directory == null) {
            throw new IllegalStateException("register the extension in an instance field");
        }
        return directory;
    }

    /** The value of {@link #MARK} for this test. */
    public String mark() {
        return directory().toString();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("devctl-leak-check").toRealPath();
        processesBefore = descendants();
        portsBefore = listeningHere();
        filesBefore = filesAround();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        List<String> leaks = leaks();
        // what is just ending may do so
        for (int i = 0; i < LOOKS && !leaks.isEmpty(); i++) {
            pause();
            leaks = leaks();
        }
        endProcesses();
        deleteDirectory();
        if (!leaks.isEmpty()) {
            throw new AssertionError("the test has left behind:\n" + String.join("\n", leaks));
        }
    }

    /** What is there now and was not before, one line each. */
    List<String> leaks() throws IOException {
        List<String> leaks = new ArrayList<>();
        for (long pid : leakingPids()) {
            leaks.add("process " + pid + ": " + text(pid, "cmdline"));
        }
        for (String port : without(listeningHere(), portsBefore)) {
            leaks.add("listening port of this JVM: " + port);
        }
        for (String file : without(filesAround(), filesBefore)) {
            leaks.add("file outside the test's folder: " + file);
        }
        return leaks;
    }

    private static Set<String> without(Set<String> now, Set<String> before) {
        Set<String> fresh = new TreeSet<>(now);
        fresh.removeAll(before);
        return fresh;
    }

    Set<Long> leakingPids() {
        Set<Long> found = descendants();
        found.removeAll(processesBefore);
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(this::speaksOfDirectory)
                .forEach(found::add);
        return found;
    }

    private boolean speaksOfDirectory(long pid) {
        String name = directory().toString();
        return text(pid, "cmdline").contains(name)
                || text(pid, "environ").contains(name)
                || link(PROC.resolve(pid + "/cwd")).startsWith(name);
    }

    private static Set<Long> descendants() {
        return ProcessHandle.current()
                .descendants()
                .filter(handle ->
                        handle.isAlive() && !text(handle.pid(), "stat").contains(") Z "))
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Empty when the process is gone, another user's, or not on Linux. */
    private static String text(long pid, String name) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/" + name)), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** Local addresses, in the hexadecimal of {@code /proc/net/tcp}, on which this JVM itself listens. */
    private static Set<String> listeningHere() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve("self/fd"))) {
            descriptors.forEach(descriptor -> sockets.add(link(descriptor)));
        } catch (IOException | DirectoryIteratorException notLinux) {
            return Set.of();
        }
        Set<String> listening = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            if (Files.isReadable(PROC.resolve(table))) {
                for (String line : Files.readAllLines(PROC.resolve(table), StandardCharsets.US_ASCII)) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > 9 && fields[3].equals("0A") && sockets.contains("socket:[" + fields[9] + "]")) {
                        listening.add(fields[1]);
                    }
                }
            }
        }
        return listening;
    }

    /** Names in the folder the tests run in; a test that forgets its own folder writes there. */
    private static Set<String> filesAround() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private void endProcesses() {
        for (long pid : leakingPids()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (int i = 0; i < LOOKS && !leakingPids().isEmpty(); i++) {
            pause();
        }
    }

    private void deleteDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
