package io.devctl.model;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is shown to the user as {@code error: MESSAGE} and {@code hint: HINT}, without a stack trace. Everything
 * else that escapes is a bug in devctl.
 */
public final class DevctlException extends RuntimeException {
    private final ExitCode code;
    private final @Nullable String hint;

    /**
     * A failure with the exit code that the command ends with.
     *
     * @param message what failed, with the value in quotes and the place: {@code unknown key: 'prot' (services.yaml:3:5)}
     * @param hint one command or one edit that helps, or null when there is none
     */
    public DevctlException(ExitCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.hint = hint;
    }

    /** A failure without a cause that would tell a developer of devctl more. */
    public DevctlException(ExitCode code, String message, @Nullable String hint) {
        this(code, message, hint, null);
    }

    /** The exit code of the command that failed. */
    public ExitCode code() {
        return code;
    }

    /** What the user can do next: one command or one edit. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
