package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a line stands in a log file: {@code 2026-01-31T10:11:12.345Z O text}. The time has a fixed width, so that lines
 * sort as text and a file can be searched by time without being read.
 */
final class LogFormat {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = 24;
    private static final int STREAM_AT = TIME_LENGTH + 1;
    /** Length of what stands before the text. */
    static final int PREFIX = STREAM_AT + 2;

    private LogFormat() {}

    static byte[] prefix(Instant time, LogLine.Stream stream) {
        return (TIME.format(time) + ' ' + letter(stream) + ' ').getBytes(StandardCharsets.US_ASCII);
    }

    private static char letter(LogLine.Stream stream) {
        return switch (stream) {
            case OUT -> 'O';
            case ERR -> 'E';
            case NOTE -> 'N';
        };
    }

    /** The line in these bytes, without its end; null when it is none (a file that was damaged). */
    static @Nullable LogLine parse(String service, byte[] bytes, int from, int to) {
        Instant time = time(bytes, from, to);
        if (time == null) {
            return null;
        }
        LogLine.Stream stream = switch (bytes[from + STREAM_AT]) {
            case 'E' -> LogLine.Stream.ERR;
            case 'N' -> LogLine.Stream.NOTE;
            default -> LogLine.Stream.OUT;
        };
        // malformed UTF-8 becomes replacement characters
        String text = new String(bytes, from + PREFIX, to - from - PREFIX, StandardCharsets.UTF_8);
        return new LogLine(time, service, stream, text);
    }

    static @Nullable Instant time(byte[] bytes, int from, int to) {
        if (to - from < PREFIX || bytes[from + TIME_LENGTH - 1] != 'Z') {
            return null;
        }
        try {
            return Instant.parse(new String(bytes, from, TIME_LENGTH, StandardCharsets.US_ASCII));
        } catch (DateTimeParseException damaged) {
            return null;
        }
    }
}
