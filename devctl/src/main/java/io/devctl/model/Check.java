package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code dev doctor} has looked at.
 *
 * @param name what was looked at, in a word or two; several checks may share one
 * @param message what was found
 * @param fix one command or one edit; null when nothing has to be done
 */
public record Check(
        String name, State state, String message, @Nullable String fix) {
    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
    }

    /** How bad it is. */
    public enum State {
        OK,
        /** Something works less well than it could, or heals by itself. */
        WARNING,
        /** Something does not work until somebody mends it. */
        PROBLEM
    }

    /** As it should be. */
    public static Check ok(String name, String message) {
        return new Check(name, State.OK, message, null);
    }

    /** Not as it should be, and nothing stops because of it. */
    public static Check warning(String name, String message, @Nullable String fix) {
        return new Check(name, State.WARNING, message, fix);
    }

    /** What stops work. */
    public static Check problem(String name, String message, @Nullable String fix) {
        return new Check(name, State.PROBLEM, message, fix);
    }
}
