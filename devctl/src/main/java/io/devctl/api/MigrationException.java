package io.devctl.api;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database is not up to date, and why. The message is one for a log: it says what failed, in which file, line and
 * column, in Postgres's words; it never contains a password.
 */
public final class MigrationException extends RuntimeException {
    private final ExitCode code;
    private final @Nullable String hint;
    private final transient @Nullable MigrateReport report;

    private MigrationException(
            ExitCode code,
            String message,
            @Nullable String hint,
            @Nullable MigrateReport report,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
        this.report = report;
    }

    static MigrationException of(DevctlException failure) {
        return new MigrationException(
                failure.code(),
                String.valueOf(failure.getMessage()),
                failure.hint().orElse(null),
                null,
                failure);
    }

    static MigrationException of(MigrateReport report, ExitCode code) {
        List<TargetResult> left = report.targets().stream()
                .filter(result -> result.outcome() == Outcome.FAILED || result.outcome() == Outcome.SKIPPED)
                .toList();
        TargetResult first = left.stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .findFirst()
                .orElse(left.get(0));
        MigrationError error = first.error();
        String message = left.size() + " of " + report.targets().size() + " targets not migrated; "
                + first.target().label() + ": " + (error == null ? first.reason() : describe(error));
        return new MigrationException(code, message, error == null ? null : error.hint(), report, null);
    }

    private static String describe(MigrationError error) {
        String place = error.file();
        if (error.line() > 0) {
            place += ":" + error.line() + ":" + error.column();
        }
        return (place.isEmpty() ? "" : place + ": ")
                + error.message()
                + (error.sqlstate() == null ? "" : " (SQLSTATE " + error.sqlstate() + ")");
    }

    /**
     * What kind of failure it is: FAILED for a migration, BAD_MIGRATION for a file that cannot be understood, UNAVAILABLE
     * for a database that cannot be reached or asked, LOCKED when another devctl kept a target for longer than {@link
     * MigrationOptions#lockWait}, INTERRUPTED when the calling thread was interrupted.
     */
    public ExitCode code() {
        return code;
    }

    /** What to do next, where that is known. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** What became of each target; empty when none was tried. */
    public Optional<MigrateReport> report() {
        return Optional.ofNullable(report);
    }
}
