package io.devctl.supervise.logs;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of an environment, for writing. */
public final class LogStore implements AutoCloseable {
    private static final long PART_SIZE = 20_000_000;

    private final LogFiles files;
    private final Clock clock;
    private final Map<String, LogFile> open = new ConcurrentHashMap<>();

    /** The logs below {@code .devctl}. */
    public LogStore(Path stateDirectory, Clock clock) {
        this.files = new LogFiles(stateDirectory);
        this.clock = clock;
    }

    /** The log of this service; made when its first line is written. */
    public LogFile log(String service) {
        return open.computeIfAbsent(service, name -> new LogFile(files, name, clock, PART_SIZE));
    }

    @Override
    public void close() {
        open.values().forEach(LogFile::close);
    }
}
