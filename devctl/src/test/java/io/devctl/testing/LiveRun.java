package io.devctl.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A call of the launcher that is still running: what it has printed so far, and a way to wait for more. */
public final class LiveRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new ArrayList<>();

    LiveRun(Process process) {
        this.process = process;
        collect(process.getInputStream());
        collect(process.getErrorStream());
    }

    /** The launcher's process. */
    public long pid() {
        return process.pid();
    }

    /** Returns when a line with this text has been printed, to either stream. */
    public LiveRun awaitLine(String text) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            while (lines.stream().noneMatch(line -> line.contains(text))) {
                long left = (end - System.nanoTime()) / 1_000_000;
                boolean over = !process.isAlive() && left < PATIENCE.toMillis() - 2_000;
                if (left <= 0 || over) {
                    throw new AssertionError("no line with '" + text + "' in:\n" + String.join("\n", lines));
                }
                lines.wait(Math.min(left, 200));
            }
        }
        return this;
    }

    /** Sends a signal by its name, as a terminal or an operator would. */
    public LiveRun signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        return this;
    }

    /** Sends keys, as to a program that reads them or its terminal. */
    public LiveRun type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /** Whether it has ended. */
    public boolean ended() {
        return !process.isAlive();
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said:\n" + output());
        }
        return process.exitValue();
    }

    /** Everything printed so far. */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    private void collect(InputStream stream) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    synchronized (lines) {
                        lines.add(line);
                        lines.notifyAll();
                    }
                }
            } catch (IOException ignored) {
                // the process is gone
            }
        });
        reader.setDaemon(true);
        reader.start();
    }
}
