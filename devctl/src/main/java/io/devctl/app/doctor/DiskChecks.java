package io.devctl.app.doctor;

import io.devctl.model.Check;
import io.devctl.postgres.StateDirectory;
import io.devctl.postgres.UserCache;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Room for the data and for what all checkouts share. */
final class DiskChecks {
    private static final long MEGABYTE = 1_000_000;
    /** A fresh data directory takes 60 MB, and the write-ahead log grows to a gigabyte before Postgres reuses it. */
    private static final long PLENTY = 1_000 * MEGABYTE;

    private static final long LEAST = 200 * MEGABYTE;

    private DiskChecks() {}

    static List<Check> all(Patient patient) {
        Path data = patient.state().resolve("postgres/data");
        return List.of(room("disk", data, StateDirectory.freeBytes(data)), cache(UserCache.ofThisUser()));
    }

    /**
     * Whether there is enough.
     *
     * @param free in bytes, -1 when that is not known
     */
    static Check room(String name, Path where, long free) {
        String message = text(free) + " free for '" + where + "'";
        String fix = "make room: df -h '" + where.getRoot() + "' shows where it went";
        if (free < 0) {
            return Check.warning(name, "cannot tell how much room there is for '" + where + "'", null);
        }
        return free < LEAST
                ? Check.problem(name, message + "; a database needs at least " + text(LEAST), fix)
                : free < PLENTY
                        ? Check.warning(name, message + "; Postgres may need " + text(PLENTY), fix)
                        : Check.ok(name, message);
    }

    static Check cache(UserCache cache) {
        Optional<Path> directory = cache.directory();
        if (directory.filter(DiskChecks::canBeWritten).isEmpty()) {
            return Check.warning(
                    "cache",
                    "cannot be written: '" + cache.place() + "'; every checkout unpacks a Postgres of its own",
                    "set XDG_CACHE_HOME to a folder that can be written");
        }
        Path folder = directory.get();
        long free = StateDirectory.freeBytes(folder);
        if (free >= 0 && free < LEAST) {
            return room("cache", folder, free);
        }
        return Check.ok("cache", "'" + folder + "' takes " + text(size(folder)) + "; " + text(free) + " free");
    }

    private static boolean canBeWritten(Path path) {
        Path existing = path;
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    private static long size(Path folder) {
        AtomicLong bytes = new AtomicLong();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException goneOrForbidden) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException ignored) {
            // what could be counted is better than nothing
        }
        return bytes.get();
    }

    /** {@code 60 MB}, {@code 1.2 GB}. */
    static String text(long bytes) {
        return bytes < PLENTY
                ? bytes / MEGABYTE + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / (double) PLENTY);
    }
}
