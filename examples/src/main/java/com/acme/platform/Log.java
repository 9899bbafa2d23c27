package com.acme.platform;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One line per event on standard output: {@code 2026-03-01T12:00:00.000Z INFO message}. Collecting, keeping and showing
 * the lines is the supervisor's job.
 */
public final class Log {
    private enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    private static final Level LOWEST = lowest(System.getenv().getOrDefault("LOG_LEVEL", "info"));

    private Log() {}

    public static void debug(String format, Object... arguments) {
        write(Level.DEBUG, format, arguments);
    }

    public static void info(String format, Object... arguments) {
        write(Level.INFO, format, arguments);
    }

    public static void warn(String format, Object... arguments) {
        write(Level.WARN, format, arguments);
    }

    public static void error(String format, Object... arguments) {
        write(Level.ERROR, format, arguments);
    }

    /** The stack trace follows the line: for what should not happen. */
    public static void bug(String message, Throwable cause) {
        synchronized (System.out) {
            write(Level.ERROR, "%s: %s", message, cause);
            cause.printStackTrace(System.out);
        }
    }

    private static void write(Level level, String format, Object... arguments) {
        if (level.compareTo(LOWEST) < 0) {
            return;
        }
        // a line end inside a message would make two lines of one event
        String message = String.format(Locale.ROOT, format, arguments).replaceAll("\\R", " | ");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        System.out.printf(Locale.ROOT, "%-24s %-5s %s%n", now, level, message);
    }

    private static Level lowest(String name) {
        for (Level level : Level.values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        return Level.INFO;
    }
}
