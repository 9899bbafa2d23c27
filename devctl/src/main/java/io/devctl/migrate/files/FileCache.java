package io.devctl.migrate.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt from files that have not changed since they were read, told by size, inode and both times, as git does it. An
 * entry for a file that was touched less than a second before it was read is not trusted: it could have been written
 * again within the clock's grain. Losing the cache costs time and nothing else.
 */
public final class FileCache {
    /** To be raised whenever the same file would teach something else. */
    private static final String HEADER = "devctl files 3";

    private static final long GRAIN = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean changed;

    /** What a file looked like from outside when it was read, and what was learnt. */
    private record Entry(long size, long inode, long modified, long statusChanged, long read, String learnt) {
        boolean matches(Entry now) {
            return size == now.size
                    && inode == now.inode
                    && modified == now.modified
                    && statusChanged == now.statusChanged
                    && Math.max(modified, statusChanged) < read - GRAIN;
        }

        Entry with(String found) {
            return new Entry(size, inode, modified, statusChanged, read, found);
        }

        String line(String path) {
            return size + "\t" + inode + "\t" + modified + "\t" + statusChanged + "\t" + read + "\t" + learnt + "\t"
                    + path;
        }
    }

    private FileCache(@Nullable Path file) {
        this.file = file;
    }

    /** The cache in a file; empty when it is not there, not ours or null. */
    public static FileCache open(@Nullable Path file) {
        FileCache cache = new FileCache(file);
        if (file != null && Files.exists(file)) {
            cache.load(file);
        }
        return cache;
    }

    private void load(Path from) {
        try {
            String[] lines = Files.readString(from, StandardCharsets.UTF_8).split("\n", -1);
            if (!lines[0].equals(HEADER)) {
                return;
            }
            for (int i = 1; i < lines.length; i++) {
                String[] part = lines[i].split("\t", 7);
                if (part.length == 7 && !part[5].isEmpty()) {
                    entries.put(part[6], entry(part));
                }
            }
        } catch (IOException | NumberFormatException broken) {
            // what was in it can be found out again
            entries.clear();
        }
    }

    private static Entry entry(String[] part) {
        return new Entry(
                Long.parseLong(part[0]),
                Long.parseLong(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                part[5]);
    }

    /**
     * What was learnt from the file, for example a checksum: remembered when the file has not changed, else from the
     * supplier, which reads it.
     *
     * @param kind what is learnt: something else may be learnt from the same file
     * @param reader returns a text without line ends and tabs
     */
    public String remembered(String kind, Path path, Supplier<String> reader) throws IOException {
        if (file == null) {
            return reader.get(); // nothing is kept, and the file may be one of a jar, which has no inode
        }
        Entry now = look(path);
        String key = kind + " " + path;
        Entry known = entries.get(key);
        if (known != null && known.matches(now)) {
            return known.learnt();
        }
        String learnt = reader.get();
        if (key.indexOf('\n') < 0 && key.indexOf('\r') < 0) {
            entries.put(key, now.with(learnt));
            changed = true;
        }
        return learnt;
    }

    /** Taken before the file is read: a change in between is then seen the next time. */
    private static Entry look(Path path) throws IOException {
        Map<String, Object> seen = Files.readAttributes(path, "unix:size,ino,lastModifiedTime,ctime");
        return new Entry(
                (Long) Objects.requireNonNull(seen.get("size")),
                (Long) Objects.requireNonNull(seen.get("ino")),
                nanos((FileTime) Objects.requireNonNull(seen.get("lastModifiedTime"))),
                nanos((FileTime) Objects.requireNonNull(seen.get("ctime"))),
                nanos(FileTime.from(Instant.now())),
                "");
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** Keeps what was learnt. A cache that cannot be written is not worth failing for. */
    public void save() {
        if (file == null || !changed) {
            return;
        }
        StringBuilder text = new StringBuilder(HEADER);
        entries.forEach((path, entry) -> text.append('\n').append(entry.line(path)));
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "files", null);
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (IOException ignored) {
            // the next run reads the files again
        }
    }
}
