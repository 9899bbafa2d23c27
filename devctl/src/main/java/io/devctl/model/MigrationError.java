package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a migration failed, and where.
 *
 * @param file the migration file, as the user would type it (relative to services.yaml where possible)
 * @param line 1-based line of the offending word, 0 when it is not known
 * @param column 1-based column in characters, 0 when it is not known
 * @param sqlstate Postgres's five-character code, null when the failure is not Postgres's
 * @param message Postgres's own words, or what else went wrong
 * @param sourceLine the text of that line, null when it is not known
 * @param hint what to do next, from Postgres or from devctl; null when there is none
 */
public record MigrationError(
        String file,
        int line,
        int column,
        @Nullable String sqlstate,
        String message,
        @Nullable String sourceLine,
        @Nullable String hint) {
    public MigrationError {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(message, "message");
    }
}
