package io.devctl.supervise.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What files held when they last changed. A service that writes one of its own files anew each time it starts, always the
 * same, is then restarted once and not for ever.
 */
final class Contents {
    /** A file that is longer is told by its length and time alone. */
    private static final long LONGEST = 1_000_000;

    private static final long GONE = -1;

    private final Map<Path, Long> known = new HashMap<>();

    /** Whether it holds something else than when it was asked for last; yes the first time, except for what is no file. */
    boolean differ(Path file) {
        if (Files.isDirectory(file)) {
            return false;
        }
        long now = of(file);
        Long before = known.put(file, now);
        return before == null || before != now;
    }

    private static long of(Path file) {
        try {
            long size = Files.size(file);
            if (size > LONGEST) {
                return size * 31 + Files.getLastModifiedTime(file).toMillis();
            }
            CRC32 sum = new CRC32();
            sum.update(Files.readAllBytes(file));
            return sum.getValue() << 20 ^ size;
        } catch (IOException gone) {
            return GONE;
        }
    }
}
