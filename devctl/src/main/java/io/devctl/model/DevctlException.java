package io.devctl.model;

import java.util.List;
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
    private final transient List<Problem> problems;

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
        this.problems = List.of();
    }

    /** A failure without a cause that would tell a developer of devctl more. */
    public DevctlException(ExitCode code, String message, @Nullable String hint) {
        this(code, message, hint, null);
    }

    /**
     * A failure with several causes, all of which the user can mend before the next try. One problem reads like any other
     * failure; of several each is a line of the message, with its hint behind it, and there is no common hint.
     *
     * @param problems at least one, in the order in which they are shown
     */
    public DevctlException(ExitCode code, List<Problem> problems) {
        super(lines(problems));
        this.code = Objects.requireNonNull(code, "code");
        this.hint = problems.size() == 1 ? problems.get(0).hint() : null;
        this.problems = List.copyOf(problems);
    }

    private static String lines(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.get(0).line();
        }
        StringBuilder lines = new StringBuilder();
        for (Problem problem : problems) {
            lines.append(lines.isEmpty() ? "" : "\n").append(problem.line());
            if (problem.hint() != null) {
                lines.append("; hint: ").append(problem.hint());
            }
        }
        return lines.toString();
    }

    /** The exit code of the command that failed. */
    public ExitCode code() {
        return code;
    }

    /** What the user can do next: one command or one edit. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** The single problems of a failure that has several causes, for a printer that shows each by itself; else empty. */
    public List<Problem> problems() {
        return problems;
    }
}
