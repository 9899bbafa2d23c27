package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The log of one service as it is at one moment: opened files stay readable when they are rotated away. */
final class LogParts implements AutoCloseable {
    private static final int BLOCK = 65_536;

    /**
     * One file.
     *
     * @param key what the file system calls it, whatever its name is later
     * @param end after its last whole line
     */
    record Part(FileChannel channel, Object key, long end) {}

    private final String service;
    private final List<Part> parts = new ArrayList<>();

    LogParts(LogFiles files, String service) {
        this.service = service;
        // newest first: a file that is rotated away meanwhile is met twice, never missed
        for (int number = 0; number <= LogFiles.OLDER_PARTS; number++) {
            open(files.part(service, number));
        }
    }

    private void open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            Object key = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                    .fileKey();
            if (parts.stream().noneMatch(part -> part.key().equals(key))) {
                parts.add(0, new Part(channel, key, lastLineEnd(channel)));
            } else {
                channel.close();
            }
        } catch (NoSuchFileException notThere) {
            // not rotated that often, or just now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lastLineEnd(FileChannel channel) throws IOException {
        long end = channel.size();
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            byte[] block = read(channel, from, (int) (end - from));
            for (int at = block.length - 1; at >= 0; at--) {
                if (block[at] == '\n') {
                    return from + at + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    static byte[] read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        long at = from;
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, at);
            if (n < 0) {
                break;
            }
            at += n;
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Oldest first. */
    List<Part> parts() {
        return parts;
    }

    /** The newest lines that are wanted, newest first; stops at the first line older than {@code since}. */
    List<LogLine> newest(int most, @Nullable Instant since, Predicate<LogLine> wanted) {
        List<LogLine> found = new ArrayList<>();
        try {
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (!backwards(parts.get(i), most, since, wanted, found)) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private boolean backwards(
            Part part, int most, @Nullable Instant since, Predicate<LogLine> wanted, List<LogLine> found)
            throws IOException {
        long end = part.end();
        byte[] rest = new byte[0];
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            byte[] head = read(part.channel(), from, (int) (end - from));
            byte[] block = java.util.Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, block, head.length, rest.length);
            int lineEnd = block.length;
            for (int at = block.length - 2; at >= -1; at--) {
                if (at >= 0 ? block[at] == '\n' : from == 0) {
                    LogLine line = LogFormat.parse(service, block, at + 1, lineEnd - 1);
                    lineEnd = at + 1;
                    if (line != null && since != null && line.time().isBefore(since)) {
                        return false;
                    }
                    if (line != null && wanted.test(line)) {
                        found.add(line);
                        if (found.size() >= most) {
                            return false;
                        }
                    }
                }
            }
            rest = java.util.Arrays.copyOf(block, lineEnd);
            end = from;
        }
        return true;
    }

    /** A place in one of the parts. */
    record Place(int part, long position) {}

    /** A place at the beginning of a line, at most one block before the first line from then on. */
    Place placeOf(Instant since) {
        try {
            int part = 0;
            while (part < parts.size() - 1 && startsBefore(parts.get(part + 1), 0, since)) {
                part++;
            }
            if (part >= parts.size()) {
                return new Place(part, 0);
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
            return new Place(part, low == 0 ? 0 : nextLine(parts.get(part), low * BLOCK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long nextLine(Part part, long place) throws IOException {
        byte[] bytes = read(part.channel(), place, OutputSplitter.LONGEST + 2 * LogFormat.PREFIX);
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(part.end(), place + at + 1);
    }

    /** Whether the first whole line at or after this place is older. */
    private static boolean startsBefore(Part part, long place, Instant since) throws IOException {
        FileChannel channel = part.channel();
        byte[] bytes = read(channel, place, OutputSplitter.LONGEST + 2 * LogFormat.PREFIX);
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

    @Override
    public void close() {
        for (Part part : parts) {
            try {
                part.channel().close();
            } catch (IOException ignored) {
                // it was open for reading only
            }
        }
    }
}
