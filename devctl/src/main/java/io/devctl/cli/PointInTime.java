package io.devctl.cli;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Points in time as people type them: {@code 10m} (ago), {@code 14:30}, {@code 2026-01-31}, {@code 2026-01-31T14:30:00Z}. */
final class PointInTime {
    private PointInTime() {}

    static @Nullable Instant parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        ZoneId zone = ZoneId.systemDefault();
        try {
            if (text.indexOf('T') > 0) {
                return text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text).atZone(zone).toInstant();
            }
            if (text.indexOf(':') > 0) {
                return LocalDate.now(zone)
                        .atTime(LocalTime.parse(text))
                        .atZone(zone)
                        .toInstant();
            }
            if (text.indexOf('-') > 0) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            return Instant.now().minus(DurationOption.parse(text));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new DevctlException(
                    ExitCode.USAGE, "not a time: '" + text + "'", "write 10m, 14:30 or 2026-01-31T14:30:00Z");
        }
    }
}
