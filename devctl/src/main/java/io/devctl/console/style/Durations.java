package io.devctl.console.style;

import java.time.Duration;

/** Durations as people say them: {@code 9 ms}, {@code 0.4 s}, {@code 2 min 5 s}, {@code 3 h 2 min}, {@code 4 d 1 h}. */
public final class Durations {
    private Durations() {}

    /** Two units at most, rounded down, so that a minute is never said before it is over. */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            return "0 ms";
        }
        long millis = duration.toMillis();
        long seconds = duration.toSeconds();
        if (millis < 100) {
            return millis + " ms";
        }
        if (seconds < 60) {
            return seconds + "." + millis % 1000 / 100 + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        String head = Counts.text(big) + " " + bigUnit;
        return small == 0 ? head : head + " " + small + " " + smallUnit;
    }
}
