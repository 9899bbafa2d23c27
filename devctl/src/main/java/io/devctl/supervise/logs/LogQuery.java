package io.devctl.supervise.logs;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the logs are wanted.
 *
 * @param services empty for all that have a log
 * @param last at most this many, the newest; null for all
 * @param since not older than this; null for no limit
 * @param until not newer than this; null for no limit
 * @param grep found in the text of the line; null for any
 */
public record LogQuery(
        Set<String> services,
        @Nullable Integer last,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Pattern grep) {
    public LogQuery {
        services = Set.copyOf(services);
    }

    /** The newest lines of these services, of all when none is named. */
    public static LogQuery last(int lines, Set<String> services) {
        return new LogQuery(services, lines, null, null, null);
    }

    /** Every line of these services, of all when none is named. */
    public static LogQuery all(Set<String> services) {
        return new LogQuery(services, null, null, null, null);
    }
}
