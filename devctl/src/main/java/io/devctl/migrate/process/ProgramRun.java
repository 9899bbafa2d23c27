package io.devctl.migrate.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program to its end, at the head of a process group that ends with it, with the time that it has, and with devctl, even
 * when devctl is killed.
 */
public final class ProgramRun {
    /** Of a very talkative program the end is kept. */
    private static final int LINES_KEPT = 1000;

    /** For what a program does when it is asked to end, such as giving back a lock that is a row in a table. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A program that was not found, as shells tell it. */
    public static final int NOT_FOUND = 127;

    /**
     * Waits, beside the program, for the end of devctl: nobody else holds the other end of its standard input. It is no child
     * of the program's, which may wait for all that it has.
     */
    private static final String LEADER = """
            exec 3<&0 </dev/null
            ( ( trap '' HUP INT TERM; read -r line; kill -TERM -$$; sleep 5; kill -KILL -$$ ) <&3 >/dev/null 2>&1 & )
            exec 3<&-
            exec "$@"
            """;

    private final Process process;
    private final boolean leads;
    private final Thread reader;
    private final Deque<String> lines = new ArrayDeque<>();

    /** How it ended. */
    public enum End {
        /** By itself; the exit code says more. */
        EXITED,
        TIMEOUT,
        CANCELLED
    }

    /**
     * What came of it.
     *
     * @param exitCode of a program that ended by itself, else -1
     * @param output what it printed, errors included; of very much the end
     */
    public record Result(End end, int exitCode, List<String> output) {
        public Result {
            output = List.copyOf(output);
        }

        /** Whether the program says that all went well. */
        public boolean isSuccess() {
            return end == End.EXITED && exitCode == 0;
        }
    }

    private ProgramRun(Process process, InputStream said, boolean leads) {
        this.process = process;
        this.leads = leads;
        this.reader = new Thread(() -> read(said), "devctl-program-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Runs it.
     *
     * @param environment all of it: nothing of devctl's own is added
     * @param cancelled asked ten times a second
     * @throws IOException when there is no such folder, or no shell
     */
    public static Result of(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            Duration timeout,
            BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        return of(command, folder, environment, timeout, cancelled, null);
    }

    /**
     * The same, but what it prints on standard output goes to a file, and only errors to the result.
     *
     * @param text null for a result with both
     */
    public static Result of(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            Duration timeout,
            BooleanSupplier cancelled,
            @Nullable Path text)
            throws IOException, InterruptedException {
        List<String> group = groupLeader();
        List<String> words = new ArrayList<>(group);
        words.addAll(List.of("/bin/sh", "-c", LEADER, "devctl"));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(text == null);
        if (text != null) {
            builder.redirectOutput(text.toFile());
        }
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        ProgramRun run = new ProgramRun(
                process, text == null ? process.getInputStream() : process.getErrorStream(), !group.isEmpty());
        try {
            return run.await(timeout, cancelled);
        } finally {
            run.end();
        }
    }

    private Result await(Duration timeout, BooleanSupplier cancelled) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        End end = End.EXITED;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            boolean stop = cancelled.getAsBoolean();
            if (stop || System.nanoTime() > deadline) {
                end = stop ? End.CANCELLED : End.TIMEOUT;
                signal("TERM");
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
                break;
            }
        }
        int exitCode = end == End.EXITED ? process.exitValue() : -1;
        end();
        reader.join(TimeUnit.SECONDS.toMillis(5));
        synchronized (lines) {
            return new Result(end, exitCode, List.copyOf(lines));
        }
    }

    /** Nothing of the group is left after this, whatever it was doing. */
    private void end() {
        List<ProcessHandle> family = process.descendants().toList();
        signal("KILL");
        family.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.getOutputStream().close();
        } catch (IOException ignored) {
            // nobody is left to read from it
        }
    }

    private void signal(String name) {
        if (!leads) {
            if (name.equals("TERM")) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream said) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    if (lines.size() == LINES_KEPT) {
                        lines.removeFirst();
                    }
                    lines.addLast(line);
                }
            }
        } catch (IOException ended) {
            // as good as an end
        }
    }

    /** Makes what follows the leader of a group of its own. macOS has no setsid, but Perl. */
    private static List<String> groupLeader() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin";
        for (String name : List.of("setsid", "perl")) {
            String program = Stream.of(path.split(":", -1))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst()
                    .orElse(null);
            if (program != null) {
                return name.equals("perl")
                        ? List.of(program, "-e", "setpgrp(0, 0); exec {$ARGV[0]} @ARGV or exit 127", "--")
                        : List.of(program);
            }
        }
        return List.of();
    }
}
