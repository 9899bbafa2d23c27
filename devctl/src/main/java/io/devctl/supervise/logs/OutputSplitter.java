package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits what one stream of a service brings into lines for its log. Used by one thread at a time.
 *
 * <p>A line without end is kept back until the rest comes, or cut at {@link #LONGEST} bytes.
 */
public final class OutputSplitter {
    /** Of one log line, in bytes; what is longer goes on in the next. */
    static final int LONGEST = 16_384;

    /** What a helper writes into a pipe to wake whoever reads it; it is no output. */
    private static final byte[] WAKE = "\0devctl\0".getBytes(StandardCharsets.US_ASCII);

    private final LogFile log;
    private final LogLine.Stream stream;
    private final LineWatch watch;
    private final byte[] pending = new byte[LONGEST];
    private int pendingLength;
    private int wakeSeen;

    /** For one stream of one attempt; each line is shown to the watch as well. */
    public OutputSplitter(LogFile log, LogLine.Stream stream, LineWatch watch) {
        this.log = log;
        this.stream = stream;
        this.watch = watch;
    }

    /**
     * Takes the next bytes.
     *
     * @param time when they were written, null for now
     */
    public void take(byte[] chunk, int length, @Nullable Instant time) {
        byte[] bytes = withoutWake(chunk, length);
        int end = bytes == chunk ? length : bytes.length;
        log.append(stream, time, lines -> split(bytes, end, lines));
    }

    /** There will be no more bytes: writes a line that has no end. */
    public void finish(@Nullable Instant time) {
        if (pendingLength > 0) {
            log.append(stream, time, lines -> put(pending, 0, takePending(), lines));
        }
    }

    private int takePending() {
        int length = pendingLength;
        pendingLength = 0;
        return length;
    }

    private void split(byte[] bytes, int length, LogFile.Lines lines) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\n') {
                endLine(bytes, from, at, lines);
                from = at + 1;
            }
        }
        keep(bytes, from, length, lines);
    }

    private void endLine(byte[] bytes, int from, int to, LogFile.Lines lines) {
        if (pendingLength == 0 && to - from <= LONGEST) {
            put(bytes, from, to - from, lines);
        } else {
            keep(bytes, from, to, lines);
            put(pending, 0, takePending(), lines);
        }
    }

    /** Adds to the line that has no end yet, and cuts it when it gets too long. */
    private void keep(byte[] bytes, int from, int to, LogFile.Lines lines) {
        int at = from;
        while (at < to) {
            if (pendingLength == LONGEST) {
                put(pending, 0, takePending(), lines);
            }
            int part = Math.min(to - at, LONGEST - pendingLength);
            System.arraycopy(bytes, at, pending, pendingLength, part);
            pendingLength += part;
            at += part;
        }
    }

    private void put(byte[] bytes, int from, int length, LogFile.Lines lines) {
        int end = length > 0 && bytes[from + length - 1] == '\r' ? length - 1 : length;
        lines.line(bytes, from, end);
        watch.line(bytes, from, end);
    }

    private byte[] withoutWake(byte[] chunk, int length) {
        if (wakeSeen == 0 && !contains(chunk, length)) {
            return chunk;
        }
        byte[] kept = new byte[length + WAKE.length];
        int size = 0;
        for (int at = 0; at < length; at++) {
            byte b = chunk[at];
            if (b != WAKE[wakeSeen]) {
                // not a wake after all: what looked like one is output
                System.arraycopy(WAKE, 0, kept, size, wakeSeen);
                size += wakeSeen;
                wakeSeen = 0;
            }
            if (b == WAKE[wakeSeen]) {
                wakeSeen = (wakeSeen + 1) % WAKE.length;
            } else {
                kept[size++] = b;
            }
        }
        return Arrays.copyOf(kept, size);
    }

    private static boolean contains(byte[] chunk, int length) {
        for (int at = 0; at < length; at++) {
            if (chunk[at] == 0) {
                return true;
            }
        }
        return false;
    }
}
