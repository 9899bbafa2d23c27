package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands out lines as they are written, by looking at the ends of the files ten times a second. */
final class LogFollower {
    private static final long PAUSE_MILLIS = 100;
    private static final int BLOCK = 1_000_000;

    /** How far a service's log has been read. */
    private static final class Place {
        @Nullable
        Object key;

        long position;
    }

    /**
     * Lets a line pass that is wanted itself, and what goes on with it. A line that would be wanted only for what goes on with
     * it is not held back until that comes.
     */
    private static final class Gate {
        private final GroupFilter filter;
        private final Grouping grouping = new Grouping();
        private boolean open;

        Gate(GroupFilter filter) {
            this.filter = filter;
        }

        boolean lets(LogLine line) {
            byte[] bytes = LogFormat.bytes(line);
            boolean goesOn = grouping.goesOn(bytes, 0, bytes.length);
            open = (goesOn && open)
                    || (filter.hasText(bytes, LogFormat.PREFIX, bytes.length) && filter.isSerious(List.of(line)));
            return open;
        }
    }

    private final LogFiles files;
    private final LogQuery query;
    private final Map<String, Place> places = new HashMap<>();

    /** Goes on where these logs end now. */
    LogFollower(LogFiles files, LogQuery query, Map<String, LogParts> logs) {
        this.files = files;
        this.query = query;
        logs.forEach((service, log) -> {
            Place place = new Place();
            if (!log.parts().isEmpty()) {
                LogParts.Part newest = log.parts().get(log.parts().size() - 1);
                place.key = newest.key();
                place.position = newest.end();
            }
            places.put(service, place);
        });
    }

    void run(Consumer<LogLine> lines) {
        GroupFilter filter = GroupFilter.of(query);
        Map<String, Gate> gates = new HashMap<>();
        Instant until = query.until();
        while (until == null || Instant.now().isBefore(until)) {
            List<LogLine> fresh = new ArrayList<>();
            Set<String> services = query.services().isEmpty() ? files.services() : query.services();
            for (String service : services) {
                readOn(service, places.computeIfAbsent(service, s -> new Place()), fresh);
            }
            fresh.sort(Comparator.comparing(LogLine::time));
            fresh.stream()
                    .filter(line -> gates.computeIfAbsent(line.service(), s -> new Gate(filter))
                            .lets(line))
                    .forEach(lines);
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void readOn(String service, Place place, List<LogLine> fresh) {
        boolean reached = place.key == null;
        try {
            for (Path file : files.parts(service)) {
                if (!Files.exists(file)) {
                    continue;
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    Object key = Files.readAttributes(file, BasicFileAttributes.class)
                            .fileKey();
                    if (reached && !key.equals(place.key)) {
                        place.key = key;
                        place.position = 0;
                    }
                    reached |= key.equals(place.key);
                    if (reached && channel.size() > place.position) {
                        readOn(service, channel, place, fresh);
                    }
                }
            }
        } catch (java.nio.file.NoSuchFileException rotatedJustNow) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!reached) {
            // the file that was being read is gone altogether: begin with what there is
            place.key = null;
            place.position = 0;
        }
    }

    private static void readOn(String service, FileChannel channel, Place place, List<LogLine> fresh)
            throws IOException {
        byte[] bytes = LogParts.read(channel, place.position, (int) Math.min(BLOCK, channel.size() - place.position));
        while (bytes.length > 0) {
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '\n') {
                    LogLine line = LogFormat.parse(service, bytes, from, at);
                    if (line != null) {
                        fresh.add(line);
                    }
                    from = at + 1;
                }
            }
            if (from == 0) {
                return;
            }
            place.position += from;
            bytes = LogParts.read(channel, place.position, (int) Math.min(BLOCK, channel.size() - place.position));
        }
    }
}
