package io.devctl.supervise.process;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two pipes between the supervisor and all helpers. While this is open, the helpers know of a supervisor. */
public final class Pipes implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;

    private final RandomAccessFile events;
    private final RandomAccessFile life;
    private volatile boolean closing;

    private Pipes(RandomAccessFile events, RandomAccessFile life) {
        this.events = events;
        this.life = life;
    }

    /** Makes the pipes where they are missing and opens them, events first: what a helper tells from then on is heard. */
    public static Pipes open(RunDirectory run) {
        try {
            make(List.of(run.events(), run.life()));
            // for both reading and writing: neither waits for another process, and neither ever sees an end
            RandomAccessFile events = new RandomAccessFile(run.events().toFile(), "rw");
            return new Pipes(events, new RandomAccessFile(run.life().toFile(), "rw"));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot make pipes: '" + run.root() + "': " + e.getMessage(), null, e);
        }
    }

    private static void make(List<Path> pipes) throws IOException {
        List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        pipes.stream().filter(Files::notExists).map(Path::toString).forEach(command::add);
        if (command.size() == 3) {
            return;
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(words.strip());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    /**
     * One line that a helper has written; waits for it.
     *
     * @throws IOException when this is being closed
     */
    public String next() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = events.read();
            if (b < 0 || closing) {
                throw new IOException("closed");
            }
            if (b == '\n') {
                return line.toString();
            }
            if (line.length() < LONGEST_LINE) {
                line.append((char) b);
            }
        }
    }

    /**
     * Ends {@link #next}, for whoever waits in it has to be gone before another supervisor listens: it would take a byte of the
     * first line that was meant for that one, and a unit of which nobody has heard that it started is never ready.
     */
    @Override
    public void close() {
        try (events;
                life) {
            closing = true;
            // nothing else wakes a read from a pipe
            events.write('\n');
        } catch (IOException ignored) {
            // they are closed with the process at the latest
        }
    }
}
