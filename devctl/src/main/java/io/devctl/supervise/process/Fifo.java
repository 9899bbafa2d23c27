package io.devctl.supervise.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A named pipe that this process reads lines from, whoever writes them. */
public final class Fifo implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;

    private final RandomAccessFile pipe;
    private volatile boolean closing;

    private Fifo(RandomAccessFile pipe) {
        this.pipe = pipe;
    }

    /**
     * Opens one that {@link #make} has made: for both reading and writing, so that it neither waits for another process nor
     * ever sees an end.
     */
    public static Fifo open(Path path) throws IOException {
        return new Fifo(new RandomAccessFile(path.toFile(), "rw"));
    }

    /** Makes those that are missing, for this user alone. */
    public static void make(List<Path> pipes) throws IOException {
        for (Path pipe : pipes) {
            if (Files.isRegularFile(pipe)) {
                Files.delete(pipe); // a shell that opened it when it was just deleted has made one
            }
        }
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
     * One line; waits for it. What is longer than 4096 bytes is cut.
     *
     * @throws IOException when this is being closed
     */
    public String next() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = pipe.read();
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
     * Ends {@link #next}. Whoever waits in it has to be gone before another supervisor listens: it would take a byte of a line
     * that was meant for that one.
     */
    @Override
    public void close() {
        try (pipe) {
            closing = true;
            // nothing else wakes a read from a pipe
            pipe.write('\n');
        } catch (IOException ignored) {
            // it is closed with the process at the latest
        }
    }
}
