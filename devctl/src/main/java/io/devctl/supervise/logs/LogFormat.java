package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
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

    /** The line as it stands in a file, without its end. */
    static byte[] bytes(LogLine line) {
        byte[] prefix = prefix(line.time(), line.stream());
        byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(prefix, prefix.length + text.length);
        System.arraycopy(text, 0, all, prefix.length, text.length);
        return all;
    }

    /** Whether these bytes look like a line of a log. */
    static boolean isLine(byte[] bytes, int from, int to) {
        return to - from >= PREFIX && bytes[from + TIME_LENGTH - 1] == 'Z';
    }

    static @Nullable Instant time(byte[] bytes, int from, int to) {
        if (!isLine(bytes, from, to)) {
            return null;
        }
        // by hand, because a log is searched at a million lines a second and Instant.parse takes a microsecond and more
        int year = number(bytes, from, 4);
        int month = number(bytes, from + 5, 2);
        int day = number(bytes, from + 8, 2);
        int hour = number(bytes, from + 11, 2);
        int minute = number(bytes, from + 14, 2);
        int second = number(bytes, from + 17, 2);
        int millis = number(bytes, from + 20, 3);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || (hour | minute | second | millis) < 0) {
            return null;
        }
        long seconds = (epochDay(year, month, day) * 24 + hour) * 3600 + minute * 60L + second;
        return Instant.ofEpochMilli(seconds * 1000 + millis);
    }

    /** Days since 1970 in the Gregorian calendar, with years that begin in March so that the leap day is the last. */
    private static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return 365L * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468;
    }

    /** The decimal number at this place, negative when there is none. */
    private static int number(byte[] bytes, int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
