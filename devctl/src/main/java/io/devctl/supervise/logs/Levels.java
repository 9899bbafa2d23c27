package io.devctl.supervise.logs;

import io.devctl.model.LogLevel;
import io.devctl.model.LogLine;
import io.devctl.supervise.unit.Notes;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out how serious a line is, from what loggers of all languages write. */
final class Levels {
    private static final int FAR_ENOUGH = 300;

    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");

    /** {@code "level":"error"}, {@code "level":50}, {@code level=error}. */
    private static final Pattern FIELD = Pattern.compile(
            "(?:^|[\\s{,\"'])(?:level|severity|levelname|lvl|log\\.level)[\"']?\\s*[:=]\\s*[\"']?([A-Za-z]+|[1-6]0\\b)");

    /** {@code 12:00:01 ERROR main - x}, {@code [error] x}, {@code error: x}. */
    private static final Pattern WORD = Pattern.compile(
            "\\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|FATAL|SEVERE|PANIC|EMERG|ALERT)\\b"
                    + "|\\[(trace|debug|info|notice|warn|warning|error|err|crit|critical|fatal|panic|emerg|alert)\\]"
                    + "|^(trace|debug|info|notice|warn|warning|error|critical|fatal|panic)(?:\\[[^\\]]*\\])?:");

    private static final Pattern THROWN = Pattern.compile(
            "^Traceback \\(most|^Exception in thread|^thread '.*' panicked|^(?:[\\w$]+\\.)*\\w*(?:Exception|Error)(?::|$)");

    private Levels() {}

    /** The level that the line names; where it names none, WARN for what was written to standard error, else INFO. */
    static LogLevel of(LogLine line) {
        String text = line.text().length() > FAR_ENOUGH ? line.text().substring(0, FAR_ENOUGH) : line.text();
        if (line.stream() == LogLine.Stream.NOTE) {
            return Notes.isBadEnd(text) ? LogLevel.ERROR : LogLevel.INFO;
        }
        String plain = text.indexOf('\u001b') < 0 ? text : ESCAPE.matcher(text).replaceAll("");
        LogLevel named = named(plain);
        if (named != null) {
            return named;
        }
        if (THROWN.matcher(plain).find()) {
            return LogLevel.ERROR;
        }
        return line.stream() == LogLine.Stream.ERR ? LogLevel.WARN : LogLevel.INFO;
    }

    private static @Nullable LogLevel named(String text) {
        Matcher field = FIELD.matcher(text);
        if (field.find()) {
            return ofName(field.group(1));
        }
        Matcher word = WORD.matcher(text);
        if (!word.find()) {
            return null;
        }
        for (int group = 1; group <= word.groupCount(); group++) {
            String name = word.group(group);
            if (name != null) {
                return ofName(name);
            }
        }
        return null;
    }

    private static @Nullable LogLevel ofName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "trace", "10" -> LogLevel.TRACE;
            case "debug", "20" -> LogLevel.DEBUG;
            case "info", "information", "notice", "30" -> LogLevel.INFO;
            case "warn", "warning", "40" -> LogLevel.WARN;
            case "error", "err", "crit", "critical", "fatal", "severe", "panic", "emerg", "alert", "50", "60" ->
                LogLevel.ERROR;
            default -> null;
        };
    }
}
