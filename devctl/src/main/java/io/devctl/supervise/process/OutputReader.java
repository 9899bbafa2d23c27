package io.devctl.supervise.process;

import io.devctl.model.LogLine;
import io.devctl.supervise.logs.LineWatch;
import io.devctl.supervise.logs.LogFile;
import io.devctl.supervise.logs.OutputSplitter;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings one stream of one attempt into the service's log, until nobody can write into it any more. */
public final class OutputReader {
    private static final int CHUNK = 65_536;
    private static final int STACK = 128 * 1024;
    private static final Duration RELIEF_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LATEST_BEGINNING = Duration.ofSeconds(5);

    private final Attempt attempt;
    private final String stream;
    private final OutputSplitter splitter;
    private final Thread thread;
    private final CountDownLatch begun = new CountDownLatch(1);

    private OutputReader(Attempt attempt, LogLine.Stream stream, LogFile log, LineWatch watch) {
        this.attempt = attempt;
        this.stream = stream.name().toLowerCase(Locale.ROOT);
        this.splitter = new OutputSplitter(log, stream, watch);
        this.thread = new Thread(null, this::run, "log " + attempt.unit() + " " + this.stream, STACK);
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public static OutputReader start(Attempt attempt, LogLine.Stream stream, LogFile log, LineWatch watch) {
        OutputReader reader = new OutputReader(attempt, stream, log, watch);
        reader.thread.start();
        return reader;
    }

    /** Brings what was kept of an attempt that nobody serves any more into its log. */
    public static void takeKept(Attempt attempt, LogFile log) {
        for (LogLine.Stream stream : List.of(LogLine.Stream.OUT, LogLine.Stream.ERR)) {
            OutputReader kept = new OutputReader(attempt, stream, log, new LineWatch(regex -> {}));
            kept.takeFiles();
            kept.finish();
        }
    }

    /**
     * Waits until all has been read; false when something still can write into the pipe after that time. The time does not begin
     * before the reader does: on a busy machine its thread may be late.
     */
    public boolean await(Duration atMost) {
        try {
            if (begun.await(LATEST_BEGINNING.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.join(atMost.toMillis());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        // a helper that kept the output while no supervisor lived hands over first
        Poll.until(() -> !attempt.draining(stream), RELIEF_PATIENCE, Duration.ofMillis(10));
        takeKept();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = open(attempt.pipe(stream))) {
            begun.countDown();
            int n = in.read(chunk);
            while (n >= 0) {
                take(chunk, n, null);
                n = in.read(chunk);
            }
        } catch (IOException gone) {
            // the pipe was never made, or its folder is gone: there is nothing more to read
        }
        begun.countDown();
        takeKept();
        finish();
    }

    private void finish() {
        synchronized (splitter) {
            splitter.finish(null);
        }
    }

    private void take(byte[] chunk, int length, @Nullable Instant time) {
        synchronized (splitter) {
            splitter.take(chunk, length, time);
        }
    }

    /** Opening a pipe for reading waits for a writer, who may have died; so there is one for that moment: this process. */
    private static InputStream open(Path pipe) throws IOException {
        if (Files.notExists(pipe)) {
            throw new IOException("no pipe");
        }
        FileChannel writer = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new FileInputStream(pipe.toFile());
        } finally {
            writer.close();
        }
    }

    /** Takes over what was kept while no supervisor lived. All of it gets the time at which the last of it was written. */
    public void takeKept() {
        if (attempt.draining(stream)) {
            // it still grows; its helper will tell when it does not
            return;
        }
        takeFiles();
    }

    private void takeFiles() {
        synchronized (splitter) {
            take(attempt.folder().resolve(stream + ".raw.first"));
            take(attempt.folder().resolve(stream + ".raw.0"));
            take(attempt.folder().resolve(stream + ".raw"));
        }
    }

    private void take(Path kept) {
        if (Files.notExists(kept)) {
            return;
        }
        byte[] chunk = new byte[CHUNK];
        try {
            Instant time = Files.getLastModifiedTime(kept).toInstant();
            try (InputStream in = Files.newInputStream(kept)) {
                int n = in.read(chunk);
                while (n >= 0) {
                    take(chunk, n, time);
                    n = in.read(chunk);
                }
            }
            Files.delete(kept);
        } catch (IOException ignored) {
            // it stays for the next supervisor
        }
    }
}
