package io.devctl.migrate.script;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code -- devctl: lock_timeout=5s statement_timeout=10min}. */
final class LimitsComment {
    private static final Pattern MEANT = Pattern.compile("--\\s*devctl:.*\\b(lock_timeout|statement_timeout)\\b.*");
    private static final Pattern SETTING = Pattern.compile("\\b(lock_timeout|statement_timeout)\\b\\s*=?\\s*(\\S*)");
    private static final Pattern VALUE = Pattern.compile("(\\d{1,9})\\s*(ms|s|min|m|h)?");

    private LimitsComment() {}

    /** What a comment adds to the limits known so far. BAD_MIGRATION for a value that is no duration. */
    static ScriptLimits read(SourceText source, int start, String comment, ScriptLimits before) {
        if (!MEANT.matcher(comment).matches()) {
            return before;
        }
        ScriptLimits limits = before;
        Matcher settings = SETTING.matcher(comment);
        while (settings.find()) {
            String value = settings.group(2).replaceAll("[,;]$", "");
            Duration duration = duration(value);
            if (duration == null) {
                throw source.bad(
                        "not a duration for " + settings.group(1),
                        value,
                        start + settings.start(),
                        "write 500ms, 5s, 10min or 1h; 0 is without end");
            }
            limits = settings.group(1).equals("lock_timeout")
                    ? new ScriptLimits(duration, limits.statement())
                    : new ScriptLimits(limits.lock(), duration);
        }
        return limits;
    }

    private static @Nullable Duration duration(String text) {
        Matcher value = VALUE.matcher(text.toLowerCase(Locale.ROOT));
        if (!value.matches()) {
            return null;
        }
        long number = Long.parseLong(value.group(1));
        String unit = value.group(2);
        if (unit == null) {
            return number == 0 ? Duration.ZERO : null;
        }
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
