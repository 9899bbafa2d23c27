package io.devctl.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 200ms}, {@code 60s}, {@code 1m30s}. */
final class Durations {
    private static final int MOST_DIGITS = 9;

    private Durations() {}

    /** A duration above zero; null for any other text. */
    static @Nullable Duration parse(String text) {
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            int digits = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            int unit = at;
            while (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
                at++;
            }
            if (unit == digits || unit - digits > MOST_DIGITS || at == unit) {
                return null;
            }
            long millis = millis(text.substring(unit, at));
            if (millis == 0) {
                return null;
            }
            sum = sum.plusMillis(Long.parseLong(text.substring(digits, unit)) * millis);
        }
        return sum.isZero() ? null : sum;
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
    }
}
