package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one service's log, oldest first, one after the other. */
final class LogLines {
    private static final int BLOCK = 65_536;

    private final String service;
    private final List<LogParts.Part> parts;
    private int part;
    private long position;
    private byte[] block = new byte[0];
    private int at;
    private @Nullable LogLine next;

    LogLines(String service, List<LogParts.Part> parts, @Nullable Instant since) {
        this.service = service;
        this.parts = parts;
        if (since != null) {
            seek(since);
        }
        advance();
    }

    /** The line that comes next, null at the end. */
    @Nullable
    LogLine peek() {
        return next;
    }

    void advance() {
        try {
            LogLine line = null;
            boolean more = true;
            while (line == null && more) {
                int end = lineEnd();
                more = end >= 0;
                if (more) {
                    line = LogFormat.parse(service, block, at, end);
                    at = end + 1;
                }
            }
            next = line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the line that begins at {@code at} ends in the block, after reading on as far as necessary; -1 at the end. */
    private int lineEnd() throws IOException {
        int from = at;
        while (true) {
            for (int i = from; i < block.length; i++) {
                if (block[i] == '\n') {
                    return i;
                }
            }
            from = block.length - at;
            if (!readOn()) {
                return -1;
            }
        }
    }

    private boolean readOn() throws IOException {
        while (part < parts.size() && position >= parts.get(part).end()) {
            part++;
            position = 0;
        }
        if (part >= parts.size()) {
            return false;
        }
        LogParts.Part current = parts.get(part);
        byte[] rest = Arrays.copyOfRange(block, at, block.length);
        byte[] read = LogParts.read(current.channel(), position, (int) Math.min(BLOCK, current.end() - position));
        block = Arrays.copyOf(rest, rest.length + read.length);
        System.arraycopy(read, 0, block, rest.length, read.length);
        at = 0;
        position += read.length;
        return read.length > 0;
    }

    /** Goes to a place at most one block before the first line from then on. */
    private void seek(Instant since) {
        try {
            while (part < parts.size() - 1 && startsBefore(parts.get(part + 1), 0, since)) {
                part++;
            }
            if (part >= parts.size()) {
                return;
            }
            long low = 0;
            long high = parts.get(part).end() / BLOCK;
            while (low < high) {
                long middle = (low + high + 1) / 2;
                if (startsBefore(parts.get(part), middle * BLOCK, since)) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            position = low * BLOCK;
            if (position > 0) {
                skipBrokenLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void skipBrokenLine() throws IOException {
        int end = lineEnd();
        at = end < 0 ? block.length : end + 1;
    }

    /** Whether the first whole line at or after this place is older. */
    private static boolean startsBefore(LogParts.Part part, long place, Instant since) throws IOException {
        FileChannel channel = part.channel();
        byte[] bytes = LogParts.read(channel, place, OutputSplitter.LONGEST + 2 * LogFormat.PREFIX);
        int from = 0;
        if (place > 0) {
            while (from < bytes.length && bytes[from] != '\n') {
                from++;
            }
            from++;
        }
        Instant time = from >= bytes.length ? null : LogFormat.time(bytes, from, bytes.length);
        return time != null && time.isBefore(since);
    }
}
