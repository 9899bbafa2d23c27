package io.devctl.supervise.logs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.model.LogLine;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The log of one service, for writing. Safe for use by several threads; lines stand in it in the order of their times. */
public final class LogFile implements AutoCloseable {
    private static final byte[] LINE_END = {'\n'};

    /** A part is closed when its first line is that old, so that whole parts can be forgotten. */
    static final Duration PART_AGE = Duration.ofDays(7);

    /** How long what was written is kept at least, unless it is too much; a part more is kept at most. */
    static final Duration KEPT = Duration.ofDays(28);

    private final LogFiles files;
    private final String service;
    private final Clock clock;
    private final long partSize;

    private @Nullable OutputStream out;
    private long size;

    @GuardedBy("this")
    private final Batch batch = new Batch();

    private Instant last = Instant.EPOCH;
    private Instant began = Instant.EPOCH;
    private volatile Secrets secrets = Secrets.none();

    LogFile(LogFiles files, String service, Clock clock, long partSize) {
        this.files = files;
        this.service = service;
        this.clock = clock;
        this.partSize = partSize;
    }

    /** Masks these in what is written from now on. */
    public void mask(Secrets values) {
        secrets = values;
    }

    /** A text about the service as it may be shown. */
    public String masked(String text) {
        return secrets.masked(text);
    }

    /** Writes a line about the service. */
    public void note(String text) {
        byte[] line = text.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
        append(LogLine.Stream.NOTE, null, sink -> sink.line(line, 0, line.length));
    }

    /** Takes lines, without their ends. */
    interface Lines {
        void line(byte[] bytes, int from, int length);
    }

    /** Hands out lines. */
    interface Source {
        void writeTo(Lines lines);
    }

    /**
     * Writes lines, all with one time.
     *
     * @param time null for now
     */
    synchronized void append(LogLine.Stream stream, @Nullable Instant time, Source source) {
        Instant stamp = (time == null ? clock.instant() : time).truncatedTo(ChronoUnit.MILLIS);
        last = stamp.isAfter(last) ? stamp : last;
        byte[] prefix = LogFormat.prefix(last, stream);
        Secrets masked = secrets;
        Batch lines = batch;
        lines.clear();
        source.writeTo((bytes, from, length) -> {
            lines.add(prefix, 0, prefix.length);
            masked.write(bytes, from, length, lines);
            lines.add(LINE_END, 0, 1);
        });
        try {
            write();
        } catch (IOException full) {
            // a full disk must not take the service with it: these lines are lost, later ones may fit again
            close();
        }
    }

    /** Returns when lines that were taken before this call are in the file. */
    public synchronized void awaitWritten() {
        // whoever appends holds the lock until they are
    }

    @GuardedBy("this")
    private void write() throws IOException {
        if (batch.size() == 0) {
            return;
        }
        if (out != null && (size + batch.size() > partSize || isOld())) {
            close();
            rotate();
        }
        OutputStream target = out == null ? open() : out;
        batch.writeTo(target);
        size += batch.size();
    }

    private OutputStream open() throws IOException {
        Path file = files.part(service, 0);
        Files.createDirectories(files.folder());
        began = files.began(service).orElse(last);
        if (isOld()) {
            rotate();
            began = last;
        }
        files.forget(service, last.minus(KEPT));
        OutputStream target = new FileOutputStream(file.toFile(), true);
        size = Files.size(file);
        out = target;
        return target;
    }

    private boolean isOld() {
        return began.plus(PART_AGE).isBefore(last);
    }

    private void rotate() throws IOException {
        for (int number = LogFiles.OLDER_PARTS; number > 0; number--) {
            Path newer = files.part(service, number - 1);
            if (Files.exists(newer)) {
                Files.move(newer, files.part(service, number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        began = last;
        files.forget(service, last.minus(KEPT));
    }

    @Override
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException ignored) {
            // nothing is buffered
        }
        out = null;
    }
}
