package io.devctl.supervise.logs;

import io.devctl.model.LogLevel;
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
 * @param grep found in the text of the line, or of one that goes on with it: a stack trace is one with its first line; null
 *     for any
 * @param level at least as serious; null for any
 * @param attempt of each service the one life of its process; null for all
 */
public record LogQuery(
        Set<String> services,
        @Nullable Integer last,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Pattern grep,
        @Nullable LogLevel level,
        @Nullable Attempt attempt) {
    public LogQuery {
        services = Set.copyOf(services);
    }

    /** Lines of any level and of every attempt. */
    public LogQuery(
            Set<String> services,
            @Nullable Integer last,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Pattern grep) {
        this(services, last, since, until, grep, null, null);
    }

    /** Which life of a service's process is asked for. */
    public sealed interface Attempt {
        /** The last but so many: 1 is the last. */
        record Last(int number) implements Attempt {}

        /** The last that ended by itself, and not well. */
        record LastCrash() implements Attempt {}
    }

    /** Whether a line's text decides whether it is wanted. */
    boolean isSelective() {
        return grep != null || level != null || attempt != null;
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
