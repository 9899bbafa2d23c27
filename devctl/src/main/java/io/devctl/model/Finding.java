package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dev migrate check} has to say about a place of a migration.
 *
 * @param rule the name by which a comment can allow it
 * @param service the service that owns the migration
 * @param file as the user would type it, relative to services.yaml where possible
 * @param line 1-based, 0 when it is about the whole file
 * @param column 1-based, in characters, 0 when it is about a whole line or file
 * @param message what it does, with names in quotes, and why that matters
 * @param sourceLine the text of that line, null without a line
 * @param hint what to do instead
 */
public record Finding(
        Severity severity,
        String rule,
        String service,
        String file,
        int line,
        int column,
        String message,
        @Nullable String sourceLine,
        @Nullable String hint) {
    /** What a finding does to the exit code. */
    public enum Severity {
        /** Fails the check. */
        ERROR,
        /** Fails the check only where the user asked for that. */
        WARNING
    }

    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(message, "message");
    }

    /** The same with its file under another name. */
    public Finding in(String otherFile) {
        return new Finding(severity, rule, service, otherFile, line, column, message, sourceLine, hint);
    }
}
